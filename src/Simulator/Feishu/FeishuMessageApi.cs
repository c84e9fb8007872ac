using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>Messages: sent, answered, edited, recalled and read.</summary>
/// <remarks>Sources: "发送消息", "回复消息", "编辑消息", "更新已发送的消息卡片", "撤回消息", "获取指定消息的内容".</remarks>
internal sealed class FeishuMessageApi(
    string appId,
    FeishuMessages messages,
    FeishuChats chats,
    FeishuCards cards,
    FeishuMessageReader reader,
    Violations violations,
    DeliveryLog deliveries,
    TimeProvider time)
{
    private const string Card = "interactive";

    private const int MaxUuidLength = 50;

    private const int MaxEdits = 20;

    /// <summary>So long a card in a message can be changed.</summary>
    private static readonly TimeSpan CardLifetime = TimeSpan.FromDays(14);

    /// <summary>One message at a time under one uuid; those under different ones seldom wait for each other.</summary>
    private readonly Lock[] _sending = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    public FeishuMessageData Send(string? receiveIdType, JsonElement json, int bytes)
    {
        var body = new FeishuBody(json, 230001);
        var receiver = body.Text("receive_id");
        var chat = receiveIdType switch
        {
            "chat_id" => chats.Find(receiver),
            "open_id" => chats.FindPrivate(receiver),
            "union_id" or "user_id" or "email" => null,
            _ => throw body.Mistake($"receive_id_type is \"{receiveIdType}\""),
        };
        return chat is null
            ? throw FeishuRefusedException.Mistake(230034, "receiver", $"{receiveIdType} {receiver} is nobody the bot ever met")
            : Deliver(chat, answered: null, body, bytes);
    }

    public FeishuMessageData Reply(string messageId, JsonElement json, int bytes)
    {
        var answered = messages.Get(messageId);
        return Deliver(answered.Chat, answered, new FeishuBody(json, 230001), bytes);
    }

    /// <summary>A text or a post anew.</summary>
    public FeishuMessageData Edit(string messageId, JsonElement json, int bytes)
    {
        var body = new FeishuBody(json, 230001);
        var message = messages.GetOwn(messageId);
        var type = body.Text("msg_type");
        if (type is not ("text" or "post") || message.MsgType is not ("text" or "post"))
            throw body.Mistake($"a {message.MsgType} is edited into a {type}");

        var content = body.Text("content");
        var shown = reader.Read(type, content, bytes);
        message.RequireEditPace(time);
        lock (message)
        {
            if (message.Edits >= MaxEdits)
                throw body.Mistake($"the message {messageId} is edited more than {MaxEdits} times");
            message.Edits++;
            var seen = ShownOf(message);
            message.Edit(content, time.GetUtcNow());
            seen.Change(shown.Text, isFinished: true, shown.Title);
        }

        return FeishuMessages.Describe(message, appId);
    }

    /// <summary>The card of an interactive message anew.</summary>
    public JsonObject Patch(string messageId, JsonElement json, int bytes)
    {
        var body = new FeishuBody(json, 230001);
        var message = messages.GetOwn(messageId);
        if (message.MsgType != Card)
            throw body.Mistake($"a {message.MsgType} is patched like a card");
        if (time.GetUtcNow() - message.CreatedAt >= CardLifetime)
            throw FeishuRefusedException.Because(FeishuFault.Refusal(230031, "The message card is expired."));

        var content = body.Text("content");
        var shown = reader.Read(Card, content, bytes);
        message.RequireEditPace(time);
        lock (message)
        {
            if (message.Card is null || shown.Card is null)
                throw FeishuRefusedException.Because(FeishuFault.BadCard(10002, "a card entity is changed by its own calls"));
            if (!message.Card.IsShared || !shown.Card.IsShared)
                throw FeishuRefusedException.BadCard(300302, "update_multi is false", $"the card of {messageId} or its new version has update_multi false");
            message.Card = shown.Card;
            message.Edit(content, time.GetUtcNow());
            message.Shown!.Change(shown.Text, isFinished: !shown.Card.IsStreaming, shown.Title);
        }

        return new JsonObject();
    }

    public JsonObject Recall(string messageId)
    {
        var message = messages.GetOwn(messageId);
        lock (message)
        {
            message.IsWithdrawn = true;
            ShownOf(message).Change("", isFinished: true);
        }

        return new JsonObject();
    }

    public FeishuMessageItems Read(string messageId) => new([FeishuMessages.Describe(messages.Get(messageId), appId)]);

    private FeishuMessageData Deliver(FeishuChat chat, FeishuMessage? answered, FeishuBody body, int bytes)
    {
        var type = body.Text("msg_type");
        var content = body.Text("content");
        var inThread = answered is not null && body.Flag("reply_in_thread");
        var uuid = body.OptionalText("uuid");
        if (uuid.Length > MaxUuidLength)
            throw body.Mistake($"a uuid has {uuid.Length} characters of {MaxUuidLength}");
        if (uuid.Length == 0)
            violations.Add("uuid", "a message without one, which would come twice if it were sent again");

        lock (_sending[(uint)uuid.GetHashCode(StringComparison.Ordinal) % _sending.Length])
        {
            var (sent, id) = messages.Under(uuid, time.GetUtcNow());
            if (sent is not null)
            {
                if (!sent.WasSentAs(answered, chat, type, content))
                    violations.Add("uuid", $"{uuid} comes again with something else, which nobody sees");
                return FeishuMessages.Describe(sent, appId);
            }

            if (answered is { IsWithdrawn: true })
                throw FeishuRefusedException.Because(FeishuFault.Withdrawn);
            var shown = reader.Read(type, content, bytes);
            if (!chat.Pace.TryTake())
                throw FeishuRefusedException.Because(FeishuFault.ChatThrottled);
            var message = Show(id, chat, answered, inThread, type, content, shown);
            messages.Add(message);
            return FeishuMessages.Describe(message, appId);
        }
    }

    private FeishuMessage Show(
        string id, FeishuChat chat, FeishuMessage? answered, bool inThread, string type, string content, FeishuShownContent shown)
    {
        var via = answered is null ? "send" : "reply";
        var seen = shown.CardId is { } cardId
            ? FindCard(cardId).ShowOnce(card => deliveries.Show(Look(id, via, chat, type, FeishuMessageReader.Show(card))))
            : deliveries.Show(Look(id, via, chat, type, shown));
        var root = answered?.RootId ?? answered?.Id;
        return new FeishuMessage
        {
            Id = id,
            Chat = chat,
            MsgType = type,
            Content = content,
            CreatedAt = time.GetUtcNow(),
            ParentId = answered?.Id,
            RootId = root,
            ThreadId = answered?.ThreadId ?? (inThread ? "omt_" + FeishuIds.Digest(root!) : null),
            Card = shown.Card,
            Sequence = seen.Now.Sequence,
            ShownAt = seen.Now.Timestamp,
            Shown = type == Card ? seen : null,
        };
    }

    private FeishuCard FindCard(string card)
    {
        return cards.Find(card) ?? throw FeishuRefusedException.BadCard(FeishuFault.CardGone.Code, FeishuFault.CardGone.Message, $"there is no card {card}");
    }

    /// <summary>What people see of a message, to be changed under its lock.</summary>
    /// <remarks>Texts and posts seldom change, and how each of them looks would be the most of what is remembered of a load: it is read again.</remarks>
    private ShownMessage ShownOf(FeishuMessage message)
    {
        return message.Shown ??= new ShownMessage(deliveries, Look(
            message.Id,
            message.ParentId is null ? "send" : "reply",
            message.Chat,
            message.MsgType,
            reader.Read(message.MsgType, message.Content, requestBytes: 0),
            message.Sequence,
            message.ShownAt));
    }

    /// <summary>Its number and its time are given to it when it is first shown.</summary>
    private SimulatedDelivery Look(string id, string via, FeishuChat chat, string type, FeishuShownContent seen, long sequence = 0, long shownAt = 0)
    {
        IReadOnlyList<string> mentioned = seen.Mentions.Count == 0 ? [] : [.. seen.Mentions.Select(chats.NameOf)];
        return new(sequence, via, chat.Target, type, seen.Title, seen.Text, mentioned, shownAt) { Id = id, IsFinished = seen.Card is not { IsStreaming: true }, Picture = seen.Picture };
    }
}
