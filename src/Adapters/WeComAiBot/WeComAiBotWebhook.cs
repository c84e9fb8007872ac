using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>A callback → a message, or the next frame of a stream. Sources: 接收消息 (100719), 接收事件 (101027), 被动回复消息 (101031).</summary>
internal sealed class WeComAiBotWebhook(WeComAiBotOptions options, WeComAiBotStream streams, TimeProvider time) : IWebhookReceiver
{
    /// <summary>An AI bot of one's own company is nobody's id (101033).</summary>
    private const string NoReceiver = "";

    /// <summary>
    /// The signed time can be exchanged with the nonce (<see cref="WeComSignature"/>), the one in the message cannot, where there is one: what is older
    /// than a day is a recorded message.
    /// </summary>
    private static readonly TimeSpan _maxAge = TimeSpan.FromDays(1);

    private readonly WeComCallback _callback = new(options.Secrets, NoReceiver, time);
    private readonly WeComAiBotMentions _mentions = new(options.Name);
    private readonly Phrases _phrases = Phrases.In(options.Language);

    public WebhookResult Receive(WebhookRequest request)
    {
        if (HttpMethods.IsGet(request.Method))
            return _callback.CheckAddress(request);
        if (!HttpMethods.IsPost(request.Method))
            return Rejected(HttpStatusCode.MethodNotAllowed, "only GET and POST");
        if (WeComQuery.Read(request.Query) is not { } query)
            return Rejected(HttpStatusCode.BadRequest, "msg_signature, timestamp or nonce is missing");
        if (!LooseJson.TryRead(request.Body.Span, WeComAiBotJson.Inbound.WeComAiBotEnvelope, out var envelope))
            return Rejected(HttpStatusCode.BadRequest, "the body is no JSON object");
        if (envelope.Encrypt.ValueKind != JsonValueKind.String)
            return Rejected(HttpStatusCode.BadRequest, "the body is not encrypted");
        return _callback.Open(query, envelope.Encrypt.GetString()!) switch
        {
            WeComLetter.Opened opened => Translate(opened.Text.Span, new Answerer(opened.Secret, query, time)),
            WeComLetter.Refused refused => refused.Result,
            _ => throw new UnreachableException(),
        };
    }

    private WebhookResult Translate(ReadOnlySpan<byte> text, Answerer answerer)
    {
        if (!LooseJson.TryRead(text, WeComAiBotJson.Inbound.WeComAiBotCallback, out var callback))
            return Rejected(HttpStatusCode.BadRequest, "what was encrypted is no JSON object");
        var sender = callback.From.Text("userid");
        if (callback.MsgType.Length == 0 || !Untrusted.IsId(sender))
            return Rejected(HttpStatusCode.BadRequest, "msgtype or from.userid is missing");
        if (ChatOf(callback, sender) is not { } chat)
            return Rejected(HttpStatusCode.BadRequest, "neither a private chat nor a group with an id");
        return callback.MsgType switch
        {
            "stream" => Refresh(callback, chat, answerer),
            "event" => Happened(callback, answerer),
            _ => Said(callback, chat, sender, answerer),
        };
    }

    /// <summary>WeCom comes for the rest of an answer. That is no message, however often it happens.</summary>
    private WebhookResult Refresh(WeComAiBotCallback callback, Chat chat, Answerer answerer)
    {
        var stream = callback.Stream.Text("id");
        if (!Untrusted.IsId(stream))
            return Rejected(HttpStatusCode.BadRequest, "the stream is not named");
        // A stream that nobody knows is ended, too: WeCom would ask for it again and again.
        return WeComAiBotStreamId.MessageOf(options.Bot, stream) is { } message
            ? new WebhookResult.Asked(options.Bot, message, NextFrame(stream, chat, answerer))
            : new WebhookResult.Answered(answerer.Give(streams.Unknown(stream)));
    }

    private Func<Delivery?, CancellationToken, Task<WebhookResponse>> NextFrame(string stream, Chat chat, Answerer answerer) =>
        async (delivery, cancellationToken) => answerer.Give(await streams.NextAsync(stream, delivery, chat, cancellationToken));

    /// <summary>
    /// The first opening of a private chat that day is greeted, in the answer itself: an event has no other way back. It needs no record, because to greet
    /// twice does no harm. Cards are not ours, and what people think of an answer is not kept.
    /// </summary>
    private WebhookResult Happened(WeComAiBotCallback callback, Answerer answerer)
    {
        return callback.Event.Text("eventtype") switch
        {
            "enter_chat" => new WebhookResult.Answered(answerer.Give(WeComAiBotMessage.Welcome(_phrases.Greeting))),
            "" => Rejected(HttpStatusCode.BadRequest, "the event is not named"),
            _ => new WebhookResult.Ignored("an event that needs no answer", WebhookResponse.Empty),
        };
    }

    private WebhookResult Said(WeComAiBotCallback callback, Chat chat, string sender, Answerer answerer)
    {
        if (!Untrusted.IsId(callback.MsgId))
            return Rejected(HttpStatusCode.BadRequest, "msgid is missing or no id");
        if (WeComAiBotParts.Read(callback, chat.Kind == ChatKind.Group ? _mentions : null) is not { } parts)
            return Rejected(HttpStatusCode.BadRequest, "what was said is missing");

        var stream = WeComAiBotStreamId.Of(options.Bot, callback.MsgId);
        var age = answerer.Age(callback.CreateTime);
        if (age > _maxAge)
            return Rejected(HttpStatusCode.Forbidden, "create_time is more than a day ago");
        var askedAt = time.GetUtcNow() - age;
        var address = new WeComAiBotReplyAddress { Stream = stream, AskedAt = askedAt, ResponsePath = WeComAiBotApi.ResponsePath(callback.ResponseUrl, options.BaseUrl) };
        var message = new IncomingMessage
        {
            Bot = options.Bot,
            DedupKey = callback.MsgId,
            Chat = chat,
            Sender = new Sender { Id = sender },
            Parts = parts,
            SentAt = askedAt,
            ExpiresAt = address.ResponsePath is null ? address.EndsAt() : address.RespondUntil(),
            ReplyAddress = address.ToJson(),
        };
        return new WebhookResult.Accepted(message, answerer.Give(streams.First(stream))) { AckAgain = NextFrame(stream, chat, answerer) };
    }

    /// <summary>A group without an id is no group: who took it for one would mix up people of many.</summary>
    private static Chat? ChatOf(WeComAiBotCallback callback, string sender) => callback.ChatType switch
    {
        "group" when Untrusted.IsId(callback.ChatId) => new Chat { Kind = ChatKind.Group, Id = callback.ChatId },
        "single" => new Chat { Kind = ChatKind.Private, Id = sender },
        "" when callback.MsgType == "event" => new Chat { Kind = ChatKind.Private, Id = sender },
        _ => null,
    };

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);

    /// <summary>What one callback came under: its secrets, its nonce, its time.</summary>
    private sealed class Answerer(WeComSecret secret, WeComQuery query, TimeProvider time)
    {
        /// <summary>Encrypts what the callback is answered.</summary>
        public WebhookResponse Give(byte[] message) => WeComAiBotMessage.Seal(message, secret, query.Nonce, time.GetUtcNow());

        /// <summary>
        /// How old a message was when its callback was signed: both times are WeCom's, so that it does not matter how our clocks differ. Mostly WeCom does
        /// not say when it was sent: then it is as old as its callback.
        /// </summary>
        public TimeSpan Age(long createTime)
        {
            var signedAt = long.Parse(query.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture);       // that it is a number was checked with the signature
            return createTime > 0 && createTime < signedAt ? TimeSpan.FromSeconds(signedAt - createTime) : TimeSpan.Zero;
        }
    }
}
