using System.Globalization;
using System.Net;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.OneBot;

/// <summary>An event that the QQ client posts → a message. Source: OneBot 11, communication/http-post.md and event/message.md.</summary>
internal sealed class OneBotWebhook(OneBotOptions options, OneBotSentMessages sent, TimeProvider time) : IWebhookReceiver
{
    /// <summary>Clients post a message as it comes in. The moment is signed with it, so whoever captured a call can repeat it for this long only.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(300);

    /// <summary>Anything in the body of the answer would be taken for an order to the client ("quick operation", http-post.md).</summary>
    private static readonly WebhookResponse Ack = new((int)HttpStatusCode.NoContent, "", default);

    private readonly IReadOnlyList<string> _secrets = options.InboundSecrets;

    public WebhookResult Receive(WebhookRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return Rejected(HttpStatusCode.MethodNotAllowed, "only POST");

        if (!options.AllowUnsigned)
        {
            var check = OneBotSignature.Check(request.SingleHeader("X-Signature"), request.Body.Span, _secrets);
            if (check != OneBotSignatureCheck.Genuine)
                return Rejected(check == OneBotSignatureCheck.Missing ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, $"signature {check}");
        }

        if (!LooseJson.TryRead(request.Body.Span, OneBotJson.Inbound.OneBotEvent, out var received))
            return Rejected(HttpStatusCode.BadRequest, "the body is no JSON object");
        if (!long.TryParse(request.SingleHeader("X-Self-ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var self) || self == 0)
            return Rejected(HttpStatusCode.BadRequest, "X-Self-ID is missing or no number");
        // The header is not signed; what is signed decides.
        if (received.SelfId != self)
            return Rejected(HttpStatusCode.BadRequest, "self_id is missing or not that of X-Self-ID");
        if (Moment(received.Time) is not { } sentAt)
            return Rejected(HttpStatusCode.BadRequest, "time is missing or no moment");
        if ((time.GetUtcNow() - sentAt).Duration() > MaxAge)
            return Rejected(HttpStatusCode.Forbidden, "stale: time is more than 300 s off");
        return Translate(received, sentAt);
    }

    private WebhookResult Translate(OneBotEvent received, DateTimeOffset sentAt)
    {
        switch (received.PostType)
        {
            case "message":
                break;
            case "message_sent":
                return Ignored("the bot's own message");
            case "":
                return Rejected(HttpStatusCode.BadRequest, "post_type is missing");
            default:
                // Life signs, notices, and requests to become a friend or to join a group: those the account's owner answers in the client.
                return Ignored("an event that is no message");
        }

        if (Unusable(received) is { } flaw)
            return Rejected(HttpStatusCode.BadRequest, flaw);
        if (OneBotParts.Segments(received.Message) is not { } segments)
            return Rejected(HttpStatusCode.BadRequest, "message is neither an array nor a string");
        if (received.UserId == received.SelfId)
            return Ignored("the bot's own message");
        if (received.SubType == "notice")
            return Ignored("a note of the group itself");

        var self = Text(received.SelfId);
        if (received.MessageType == "group" && !OneBotParts.AreToTheBot(segments, self, sent))
            return Ignored("a group message that does not address the bot");
        return new WebhookResult.Accepted(Accept(received, sentAt, OneBotParts.Read(segments, self, options.BaseUrl)), Ack);
    }

    /// <summary>Why the body cannot be a message; null if it can.</summary>
    private static string? Unusable(OneBotEvent received)
    {
        if (received.MessageType is not ("private" or "group"))
            return "message_type is neither private nor group";
        if (received.MessageId == 0)
            return "message_id is missing or no number";
        if (received.UserId <= 0)
            return "user_id is missing or no number";
        return received.MessageType == "group" && received.GroupId <= 0 ? "group_id is missing or no number" : null;
    }

    private IncomingMessage Accept(OneBotEvent received, DateTimeOffset sentAt, IReadOnlyList<Part> parts)
    {
        var isGroup = received.MessageType == "group";
        var anonymous = Anonymous(received);
        var address = new OneBotReplyAddress
        {
            Kind = isGroup ? ChatKind.Group : ChatKind.Private,
            User = anonymous is null ? received.UserId : 0,
            Group = isGroup ? received.GroupId : 0,
            Message = received.MessageId,
            Self = received.SelfId,
        };
        return new IncomingMessage
        {
            Bot = options.Bot,
            DedupKey = $"{Text(received.SelfId)}|{Text(received.MessageId)}",
            Chat = new Chat
            {
                Kind = address.Kind,
                Id = Text(isGroup ? received.GroupId : received.UserId),
                Title = isGroup ? Untrusted.Name(received.GroupName) : "",
            },
            Sender = anonymous ?? new Sender { Id = Text(received.UserId), DisplayName = Name(received.Sender) },
            Parts = parts,
            SentAt = sentAt,
            ReplyAddress = address.ToJson(),
        };
    }

    /// <summary>All anonymous speakers of all groups have one user_id; what tells them apart, and their contexts, is the id of the mask.</summary>
    private static Sender? Anonymous(OneBotEvent received)
    {
        return received.SubType == "anonymous" && received.Anonymous.Text("id") is { Length: > 0 } id && Untrusted.IsId(id)
            ? new Sender { Id = $"anonymous:{id}", DisplayName = Untrusted.Name(received.Anonymous.Text("name")) }
            : null;
    }

    /// <summary>The name in the group, where the person has set one there.</summary>
    private static string Name(JsonElement sender) =>
        Untrusted.Name(sender.Text("card")) is { Length: > 0 } card ? card : Untrusted.Name(sender.Text("nickname"));

    /// <summary>Null for a number that is no moment between 1970 and the year 9999.</summary>
    private static DateTimeOffset? Moment(long unixSeconds)
    {
        return unixSeconds > 0 && unixSeconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(unixSeconds) : null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);

    private static WebhookResult.Ignored Ignored(string reason) => new(reason, Ack);
}
