using System.Net;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>A robot callback → a message. Source: 接收消息 (receive-message).</summary>
internal sealed partial class DingTalkWebhook(DingTalkOptions options, TimeProvider time, ILogger<DingTalkWebhook> logger) : IWebhookReceiver
{
    /// <summary>The month's quota of messages to robots is used up.</summary>
    private const string QuotaExceeded = "20001";

    /// <summary>What robots that belong to no app call themselves.</summary>
    private const string NoRobotCode = "normal";

    private readonly IReadOnlyList<string> _secrets = options.InboundSecrets;

    public WebhookResult Receive(WebhookRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return Rejected(HttpStatusCode.MethodNotAllowed, "only POST");

        var check = DingTalkSignature.Check(request.SingleHeader("timestamp"), request.SingleHeader("sign"), _secrets, time.GetUtcNow());
        if (check != SignatureCheck.Genuine)
            return Rejected(HttpStatusCode.Unauthorized, $"signature {check}");

        if (!LooseJson.TryRead(request.Body.Span, DingTalkJson.Inbound.RobotMessage, out var message))
            return Rejected(HttpStatusCode.BadRequest, "the body is no JSON object");
        return Translate(message);
    }

    private WebhookResult Translate(RobotMessage message)
    {
        if (message.Encrypt.Length > 0 && message.MsgId.Length == 0)
        {
            Log.Encrypted(logger, options.Bot);
            return Rejected(HttpStatusCode.BadRequest, "the body is encrypted");
        }

        if (Unusable(message) is { } flaw)
            return Rejected(HttpStatusCode.BadRequest, flaw);
        if (message.RobotCode is not ("" or NoRobotCode) && message.RobotCode != options.RobotCode)
        {
            Log.OtherRobot(logger, options.Bot);
            return Ignored("meant for another robot");
        }

        if (message.ErrorCode == QuotaExceeded)
        {
            Log.QuotaExceeded(logger, options.Bot, message.MsgId);
            return Ignored("the platform's monthly quota is used up");
        }

        if (message.SenderId.Length > 0 && message.SenderId == message.ChatbotUserId)
            return Ignored("the bot's own message");
        var kind = message.ConversationType == "1" ? ChatKind.Private : ChatKind.Group;
        if (kind == ChatKind.Group && message.IsInAtList == false)
            return Ignored("a group message that does not address the bot");
        if (DingTalkParts.Read(message, options.RobotNames) is not { } parts)
            return Rejected(HttpStatusCode.BadRequest, "text is no object");
        return new WebhookResult.Accepted(Accept(message, kind, parts), WebhookResponse.Empty);
    }

    /// <summary>Why the body cannot be a message; null if it can. Everything that is stored, compared or sent back later is checked here.</summary>
    private static string? Unusable(RobotMessage message)
    {
        if (message.ConversationType is not ("1" or "2"))
            return "conversationType is neither 1 nor 2";
        if (!Untrusted.IsId(message.MsgId))
            return "msgId is missing or no id";
        if (!Untrusted.IsId(message.ConversationId))
            return "conversationId is missing or no id";
        if (message.SenderStaffId.Length > 0 && !Untrusted.IsId(message.SenderStaffId))
            return "senderStaffId is no id";
        if (message.SenderStaffId.Length == 0 && !Untrusted.IsId(message.SenderId))
            return "the sender is missing or no id";
        return null;
    }

    private IncomingMessage Accept(RobotMessage message, ChatKind kind, IReadOnlyList<Part> parts)
    {
        var staff = message.SenderStaffId.Length > 0 ? message.SenderStaffId : null;
        var expires = Moment(message.SessionWebhookExpiredTime);
        var webhook = expires is null ? null : DingTalkReplyAddress.AllowedWebhook(message.SessionWebhook, options.LegacyBaseUrl)?.AbsoluteUri;
        var address = new DingTalkReplyAddress
        {
            Kind = kind,
            Conversation = message.ConversationId,
            Staff = staff,
            Webhook = webhook,
            WebhookExpires = webhook is null ? 0 : message.SessionWebhookExpiredTime,
        };
        // Where the session webhook is the only way back, its end is the end of the reply window.
        var onlyWebhook = webhook is not null
            && (options.ReplyVia == DingTalkReplyVia.SessionWebhook || (kind == ChatKind.Private && staff is null));
        return new IncomingMessage
        {
            Bot = options.Bot,
            DedupKey = message.MsgId,
            Chat = new Chat { Kind = kind, Id = message.ConversationId, Title = kind == ChatKind.Group ? Untrusted.Name(message.ConversationTitle) : "" },
            Sender = new Sender { Id = staff ?? message.SenderId, DisplayName = Untrusted.Name(message.SenderNick) },
            Parts = parts,
            SentAt = Moment(message.CreateAt) ?? time.GetUtcNow(),
            ExpiresAt = onlyWebhook ? expires - DingTalkReplyAddress.WebhookMargin : null,
            ReplyAddress = address.ToJson(),
        };
    }

    /// <summary>Null for a number that is no moment between 1970 and the year 9999.</summary>
    private static DateTimeOffset? Moment(long unixMilliseconds)
    {
        return unixMilliseconds > 0 && unixMilliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
            : null;
    }

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);

    private static WebhookResult.Ignored Ignored(string reason) => new(reason, WebhookResponse.Empty);

    private static partial class Log
    {
        [LoggerMessage(EventId = 221, Level = LogLevel.Warning, Message = "DingTalk's monthly message quota is used up (errorCode 20001): bot {Bot} cannot read message {MessageId} nor those after it. Buy more under 资源与用量 in the developer console, or wait for the next month.")]
        public static partial void QuotaExceeded(ILogger logger, string bot, string messageId);

        [LoggerMessage(EventId = 222, Level = LogLevel.Warning, Message = "A webhook of bot {Bot} was signed with its secret and is meant for another robot: it is ignored. Check RobotCode.")]
        public static partial void OtherRobot(ILogger logger, string bot);

        [LoggerMessage(EventId = 223, Level = LogLevel.Warning, Message = "A webhook of bot {Bot} is encrypted, which this version cannot read: switch the encryption of the robot's messages off.")]
        public static partial void Encrypted(ILogger logger, string bot);
    }
}
