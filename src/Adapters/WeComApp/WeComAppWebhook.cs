using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>
/// An app's callback → a message. Sources: 接收消息与事件 (developer.work.weixin.qq.com/document/path/90930), 消息格式 (90239), 事件格式 (90240).
/// </summary>
/// <remarks>Every answer is an empty 200: what a person is told goes out by message/send, because a model takes longer than the five seconds WeCom waits.</remarks>
internal sealed partial class WeComAppWebhook(WeComAppOptions options, TimeProvider time, ILogger<WeComAppWebhook> logger) : IWebhookReceiver
{
    /// <summary>Who speaks in events about the company itself (事件格式, 90240).</summary>
    private const string System = "sys";

    private static readonly FrozenSet<string> _envelopeNames = FrozenSet.Create(StringComparer.Ordinal, "Encrypt");

    /// <summary>A day is a day in China, where the platform's people are.</summary>
    private static readonly TimeSpan _chinaOffset = TimeSpan.FromHours(8);

    /// <summary>
    /// The signed time can be exchanged with the nonce (<see cref="WeComSignature"/>), this one cannot: what is older than a day is a recorded
    /// message, and may be one that is no longer remembered. WeCom repeats a callback within seconds.
    /// </summary>
    private static readonly TimeSpan _maxAge = TimeSpan.FromDays(1);

    private readonly WeComCallback _callback = new(options.Callback, options.CorpId, time);

    public WebhookResult Receive(WebhookRequest request)
    {
        if (HttpMethods.IsGet(request.Method))
            return _callback.CheckAddress(request);
        if (!HttpMethods.IsPost(request.Method))
            return Rejected(HttpStatusCode.MethodNotAllowed, "only GET and POST");
        if (WeComQuery.Read(request.Query) is not { } query)
            return Rejected(HttpStatusCode.BadRequest, "msg_signature, timestamp or nonce is missing");
        if (WeComAppXml.Read(request.Body.Span, _envelopeNames) is not { } envelope)
            return Rejected(HttpStatusCode.BadRequest, "the body is no XML, or has a DTD");
        if (envelope.GetValueOrDefault("Encrypt", "") is not { Length: > 0 } encrypted)
            return Rejected(HttpStatusCode.BadRequest, "the body is not encrypted");
        return _callback.Open(query, encrypted) switch
        {
            WeComLetter.Opened opened => Translate(opened.Text),
            WeComLetter.Refused refused => refused.Result,
            _ => throw new UnreachableException(),
        };
    }

    private WebhookResult Translate(ReadOnlyMemory<byte> xml)
    {
        if (WeComAppXml.Read(xml.Span, WeComAppMessageXml.Names) is not { } fields)
            return Rejected(HttpStatusCode.BadRequest, "the message is no XML, or has a DTD");
        var message = new WeComAppMessageXml(fields);
        if (message.MsgType.Length == 0)
            return Rejected(HttpStatusCode.BadRequest, "MsgType is missing");
        if (SentAt(message) is not { } sentAt)
            return Rejected(HttpStatusCode.BadRequest, "CreateTime is missing or no time");
        if ((time.GetUtcNow() - sentAt).Duration() > _maxAge)
            return Rejected(HttpStatusCode.Forbidden, "CreateTime is more than a day off");
        if (message.FromUserName == System)
            return Ignored("an event of the company, not of a person");
        if (!WeComAppReplyAddress.IsMember(message.FromUserName))
            return Rejected(HttpStatusCode.BadRequest, "FromUserName is missing or no id");
        if (message.AgentId.Length > 0 && message.AgentId != options.AgentId.ToString(CultureInfo.InvariantCulture))
        {
            Log.OtherApp(logger, options.Bot);
            return Ignored("meant for another app of the company: check AgentId");
        }

        return message.IsEvent ? Event(message, sentAt) : Message(message, sentAt);
    }

    private WebhookResult Message(WeComAppMessageXml message, DateTimeOffset sentAt)
    {
        // Equal MsgIds of two members were seen (field report): the sender belongs to the key.
        return Untrusted.IsId(message.MsgId)
            ? Accepted(message, sentAt, MessageKind.Message, $"{message.FromUserName}|{message.MsgId}", WeComAppParts.Read(message))
            : Rejected(HttpStatusCode.BadRequest, "MsgId is missing or no id");
    }

    /// <summary>
    /// Greets who comes to the app for the first time on a day. <c>enter_agent</c> comes each time the app's page is opened, and often right
    /// after <c>subscribe</c>: all of a day are one message, so that nobody is greeted twice, not even by two replicas.
    /// </summary>
    private WebhookResult Event(WeComAppMessageXml message, DateTimeOffset sentAt)
    {
        if (!message.IsGreeting)
            return Ignored("an event that needs no answer");
        var day = sentAt.ToOffset(_chinaOffset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Accepted(message, sentAt, MessageKind.Event, $"{message.FromUserName}|{day}|greeting||{message.AgentId}", []);
    }

    private WebhookResult.Accepted Accepted(WeComAppMessageXml message, DateTimeOffset sentAt, MessageKind kind, string dedupKey, IReadOnlyList<Part> parts)
    {
        return new WebhookResult.Accepted(
            new IncomingMessage
            {
                Bot = options.Bot,
                DedupKey = dedupKey,
                Kind = kind,
                Chat = new Chat { Kind = ChatKind.Private, Id = message.FromUserName },     // apps see no groups (接收消息与事件)
                Sender = new Sender { Id = message.FromUserName },
                Parts = parts,
                SentAt = sentAt,
                ReplyAddress = new WeComAppReplyAddress { User = message.FromUserName }.ToJson(),
            },
            WebhookResponse.Empty);
    }

    /// <summary>Null for a number that is no moment between 1970 and the year 9999.</summary>
    private static DateTimeOffset? SentAt(WeComAppMessageXml message)
    {
        return long.TryParse(message.CreateTime, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);

    private static WebhookResult.Ignored Ignored(string reason) => new(reason, WebhookResponse.Empty);

    private static partial class Log
    {
        [LoggerMessage(EventId = 292, Level = LogLevel.Warning, Message = "A callback of bot {Bot} is genuine and meant for another app of the company: it is ignored. Check AgentId.")]
        public static partial void OtherApp(ILogger logger, string bot);
    }
}
