using System.Globalization;

namespace BotHost.Simulator;

/// <summary>The messages that the platform remembers.</summary>
internal sealed class FeishuMessages(int capacity)
{
    /// <summary>So long a uuid keeps a message from coming twice. Source: "发送消息".</summary>
    private static readonly TimeSpan UuidLifetime = TimeSpan.FromHours(1);

    private readonly Recent<FeishuMessage> _messages = new(capacity);

    /// <summary>A question; one that was asked before stays what it is.</summary>
    public void Ask(FeishuMessage question) => _messages.GetOrAdd(question.Id, question);

    /// <summary>One of the bot's own.</summary>
    public void Add(FeishuMessage message) => _messages.Set(message.Id, message);

    /// <summary>What came under that uuid within the last hour, or null; and the id of what comes under it, or now would come.</summary>
    /// <remarks>
    /// The id is made of the uuid, and of how often that was used before its hours were over: so it leads to the message, and nothing else has to be
    /// remembered about it.
    /// </remarks>
    public (FeishuMessage? Sent, string Id) Under(string uuid, DateTimeOffset now)
    {
        if (uuid.Length == 0)
            return (null, FeishuIds.New("om_"));
        for (var time = 0; ; time++)
        {
            var id = FeishuIds.Message(string.Create(CultureInfo.InvariantCulture, $"sent {time} {uuid}"));
            var sent = Find(id);
            if (sent is null || now - sent.CreatedAt < UuidLifetime)
                return (sent, id);
        }
    }

    public FeishuMessage? Find(string id) => _messages.Find(id);

    public FeishuMessage Get(string id) => Find(id) ?? throw FeishuRefusedException.Mistake(230001, "message", $"there is no message {id}");

    /// <summary>One of the bot's own that was not recalled.</summary>
    public FeishuMessage GetOwn(string id)
    {
        var message = Get(id);
        if (!message.IsOwn)
            throw FeishuRefusedException.Mistake(230017, "message", $"the message {id} is not the bot's own");
        return message.IsWithdrawn ? throw FeishuRefusedException.Because(FeishuFault.Refusal(230110, "The message was deleted.")) : message;
    }

    /// <summary>A message in an answer.</summary>
    public static FeishuMessageData Describe(FeishuMessage message, string appId)
    {
        var sender = message.IsOwn
            ? new FeishuSender(appId, "app_id", "app", FakeFeishu.TenantKey)
            : new FeishuSender(message.SenderOpenId, "open_id", "user", FakeFeishu.TenantKey);
        return new FeishuMessageData(
            message.Id,
            message.RootId,
            message.ParentId,
            message.ThreadId,
            message.MsgType,
            FeishuEvents.Milliseconds(message.CreatedAt),
            FeishuEvents.Milliseconds(message.UpdatedAt ?? message.CreatedAt),
            message.IsWithdrawn,
            message.UpdatedAt is not null,
            message.Chat.Id,
            sender,
            new FeishuMessageBody(message.Content))
        {
            Mentions = message.Mentions,
        };
    }
}
