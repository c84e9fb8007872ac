using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>The messages that the platform remembers, and under which uuid the bot's own came.</summary>
internal sealed class FeishuMessages(int capacity)
{
    public const int EditsPerSecond = 5;

    private readonly Recent<FeishuMessage> _messages = new(capacity);
    private readonly Recent<Sent> _sent = new(capacity);

    /// <summary>A question; one that was asked before stays what it is.</summary>
    public void Ask(FeishuMessage question) => _messages.GetOrAdd(question.Id, question);

    public void Add(FeishuMessage message, string uuid, string digest)
    {
        _messages.Set(message.Id, message);
        if (uuid.Length > 0)
            _sent.Set(uuid, new Sent(message, digest));
    }

    public Sent? FindSent(string uuid) => _sent.Find(uuid);

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
    public static JsonObject Describe(FeishuMessage message, string appId)
    {
        var data = new JsonObject { ["message_id"] = message.Id };
        if (message.RootId is not null)
            data["root_id"] = message.RootId;
        if (message.ParentId is not null)
            data["parent_id"] = message.ParentId;
        if (message.ThreadId is not null)
            data["thread_id"] = message.ThreadId;
        data["msg_type"] = message.MsgType;
        data["create_time"] = FeishuEvents.Milliseconds(message.CreatedAt);
        data["update_time"] = FeishuEvents.Milliseconds(message.UpdatedAt ?? message.CreatedAt);
        data["deleted"] = message.IsWithdrawn;
        data["updated"] = message.UpdatedAt is not null;
        data["chat_id"] = message.Chat.Id;
        data["sender"] = new JsonObject
        {
            ["id"] = message.IsOwn ? appId : message.SenderOpenId,
            ["id_type"] = message.IsOwn ? "app_id" : "open_id",
            ["sender_type"] = message.IsOwn ? "app" : "user",
            ["tenant_key"] = FakeFeishu.TenantKey,
        };
        data["body"] = new JsonObject { ["content"] = message.Content };
        if (message.Mentions is not null)
            data["mentions"] = message.Mentions.DeepClone();
        return data;
    }

    internal sealed record Sent(FeishuMessage Message, string Digest);
}
