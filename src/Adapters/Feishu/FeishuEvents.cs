using System.Globalization;
using System.Net;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// A genuine event → a message. What cannot be one is acknowledged all the same: sent again, it would be no better. Sources: 接收消息
/// (im.message.receive_v1), 机器人进群, 用户进入与机器人的会话, 卡片回传交互.
/// </summary>
internal sealed partial class FeishuEvents(FeishuOptions options, FeishuIdentity identity, TimeProvider time, ILogger<FeishuEvents> logger)
{
    /// <summary>The platform repeats a webhook for up to seven hours: an answer to a question this old would only surprise.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    /// <summary>A number of more digits counts microseconds; card callbacks do, and one sample of an event.</summary>
    private const long LargestMilliseconds = 99_999_999_999_999;

    private static readonly WebhookResponse _nothing = new(200, "application/json", "{}"u8.ToArray());

    public WebhookResult Translate(FeishuEnvelope envelope)
    {
        var type = envelope.Header.Text("event_type");
        var id = envelope.Header.Text("event_id");
        var happened = envelope.Event;
        if (type == "card.action.trigger")
            return new WebhookResult.Answered(_nothing);        // no card of ours has a button; an answer without content changes nothing
        if (happened.ValueKind != JsonValueKind.Object)
            return Ignored("an event without content");
        return type switch
        {
            "im.message.receive_v1" => Message(happened, id),
            "im.chat.member.bot.added_v1" => Greeting(happened, id, ChatKind.Group, envelope),
            // Comes each time the chat is opened: only one that was never written in is news.
            "im.chat.access_event.bot_p2p_chat_entered_v1" => happened.Text("last_message_id").Length == 0
                ? Greeting(happened, id, ChatKind.Private, envelope)
                : Ignored("a chat was opened again"),
            _ => Ignored("an event that needs no answer"),
        };
    }

    private WebhookResult Message(JsonElement happened, string eventId)
    {
        var (sender, message) = (happened.Child("sender"), happened.Child("message"));
        var senderId = sender.Child("sender_id").Text("open_id");
        var chat = message.Text("chat_id");
        var messageId = message.Text("message_id");
        if (!IsId(messageId) || !IsId(chat) || !Untrusted.IsId(senderId))
            return Unusable(eventId, "message, chat or sender is missing or no id");
        if (sender.Text("sender_type") is not ("user" or "") || senderId == identity.OpenId)
            return Ignored("said by a bot");

        var isPrivate = message.Text("chat_type") == "p2p";
        if (FeishuMentions.Read(message, identity.OpenId) is not { } mentions)
            return Unusable(eventId, "mentions is no list");
        if (FeishuParts.Read(message.Text("message_type"), message.Text("content"), messageId, mentions) is not { } parts)
            return Unusable(eventId, "content is no JSON object");
        if (!isPrivate && !mentions.Bot)
            return identity.OpenId.Length > 0 || !MentionsSomebody(message) ? Ignored("a group message that does not address the bot") : NotYet();

        var thread = Thread(message);
        var sentAt = Moment(message.Text("create_time")) ?? time.GetUtcNow();
        return new WebhookResult.Accepted(
            new IncomingMessage
            {
                Bot = options.Bot,
                DedupKey = messageId,
                Chat = new Chat { Kind = isPrivate ? ChatKind.Private : ChatKind.Group, Id = chat, Thread = thread },
                Sender = new Sender { Id = senderId },
                Parts = IsId(message.Text("parent_id")) ? [new QuotePart(message.Text("parent_id"), "", ""), .. parts] : parts,
                SentAt = sentAt,
                // Stored and closed at once: who looks for it finds that it came too late.
                ExpiresAt = time.GetUtcNow() - sentAt > MaxAge ? sentAt + MaxAge : null,
                ReplyAddress = new FeishuReplyAddress { Chat = chat, Message = messageId, InThread = thread.Length > 0 }.ToJson(),
            },
            WebhookResponse.Empty);
    }

    private WebhookResult Greeting(JsonElement happened, string eventId, ChatKind kind, FeishuEnvelope envelope)
    {
        var chat = happened.Text("chat_id");
        var person = happened.Child("operator_id").Text("open_id");
        if (!IsId(chat) || !Untrusted.IsId(person) || !Untrusted.IsId(eventId))
            return Unusable(eventId, "chat, operator or event is missing or no id");
        var sentAt = Moment(envelope.Header.Text("create_time")) ?? time.GetUtcNow();
        return new WebhookResult.Accepted(
            new IncomingMessage
            {
                Bot = options.Bot,
                DedupKey = eventId,
                Kind = MessageKind.Event,
                Chat = new Chat { Kind = kind, Id = chat, Title = kind == ChatKind.Group ? Untrusted.Name(happened.Text("name")) : "" },
                Sender = new Sender { Id = person },
                Parts = [],
                SentAt = sentAt,
                ExpiresAt = time.GetUtcNow() - sentAt > MaxAge ? sentAt + MaxAge : null,
                ReplyAddress = new FeishuReplyAddress { Chat = chat }.ToJson(),
            },
            WebhookResponse.Empty);
    }

    /// <summary>The topic; in a group of topics its first message stands for it where only that is named (field report).</summary>
    private static string Thread(JsonElement message)
    {
        var thread = message.Text("thread_id");
        if (thread.Length == 0 && message.Text("chat_type") == "topic_group")
            thread = message.Text("root_id");
        return Untrusted.IsId(thread) ? thread : "";
    }

    /// <summary>True if the message could address the bot, were it known who that is.</summary>
    private static bool MentionsSomebody(JsonElement message)
    {
        return message.Items("mentions").Any() || message.Text("content").Contains("\"at\"", StringComparison.Ordinal);
    }

    private WebhookResult.Rejected NotYet()
    {
        Log.IdentityUnknown(logger, options.Bot);
        return new WebhookResult.Rejected((int)HttpStatusCode.ServiceUnavailable, "a mention in a group, while the bot's own id is not known yet");
    }

    private WebhookResult.Ignored Unusable(string eventId, string flaw)
    {
        Log.Unusable(logger, options.Bot, Untrusted.Name(eventId), flaw);
        return Ignored(flaw);
    }

    /// <summary>An id that may also stand in an address.</summary>
    public static bool IsId(string id) => Untrusted.IsId(id) && id.AsSpan().ContainsAnyExcept('.');

    private static DateTimeOffset? Moment(string createTime)
    {
        if (!long.TryParse(createTime, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number <= 0)
            return null;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(number > LargestMilliseconds ? number / 1000 : number, LargestMilliseconds));
    }

    private static WebhookResult.Ignored Ignored(string reason) => new(reason, WebhookResponse.Empty);

    private static partial class Log
    {
        [LoggerMessage(EventId = 241, Level = LogLevel.Warning, Message = "A genuine webhook of bot {Bot} cannot be used and is dropped (event {EventId}): {Flaw}.")]
        public static partial void Unusable(ILogger logger, string bot, string eventId, string flaw);

        [LoggerMessage(EventId = 242, Level = LogLevel.Warning, Message = "Bot {Bot} does not know its own id yet, so it cannot tell whether a group message is meant for it: the platform is asked to send it again.")]
        public static partial void IdentityUnknown(ILogger logger, string bot);
    }
}
