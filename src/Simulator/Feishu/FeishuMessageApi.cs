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
    private const int MaxUuidLength = 50;

    private const int MaxEdits = 20;

    /// <summary>So long a uuid keeps a message from coming twice.</summary>
    private static readonly TimeSpan UuidLifetime = TimeSpan.FromHours(1);

    /// <summary>So long a card in a message can be changed.</summary>
    private static readonly TimeSpan CardLifetime = TimeSpan.FromDays(14);

    private readonly Lock _sending = new();

    public JsonObject Send(string? receiveIdType, JsonElement json, int bytes)
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
            : Deliver("send", chat, answered: null, body, bytes);
    }

    public JsonObject Reply(string messageId, JsonElement json, int bytes)
    {
        var answered = messages.Get(messageId);
        return Deliver("reply", answered.Chat, answered, new FeishuBody(json, 230001), bytes);
    }

    /// <summary>A text or a post anew.</summary>
    public JsonObject Edit(string messageId, JsonElement json, int bytes)
    {
        var body = new FeishuBody(json, 230001);
        var message = messages.GetOwn(messageId);
        var type = body.Text("msg_type");
        if (type is not ("text" or "post") || message.MsgType is not ("text" or "post"))
            throw body.Mistake($"a {message.MsgType} is edited into a {type}");

        var content = body.Text("content");
        var shown = reader.Read(type, content, bytes);
        RequireEditPace(message);
        lock (message)
        {
            if (message.Edits >= MaxEdits)
                throw body.Mistake($"the message {messageId} is edited more than {MaxEdits} times");
            message.Edits++;
            (message.Content, message.UpdatedAt) = (content, time.GetUtcNow());
            message.Shown!.Change(shown.Text, isFinished: true, shown.Title);
        }

        return FeishuMessages.Describe(message, appId);
    }

    /// <summary>The card of an interactive message anew.</summary>
    public JsonObject Patch(string messageId, JsonElement json, int bytes)
    {
        var body = new FeishuBody(json, 230001);
        var message = messages.GetOwn(messageId);
        if (message.MsgType != "interactive")
            throw body.Mistake($"a {message.MsgType} is patched like a card");
        if (time.GetUtcNow() - message.CreatedAt >= CardLifetime)
            throw FeishuRefusedException.Because(FeishuFault.Refusal(230031, "The message card is expired."));

        var content = body.Text("content");
        var shown = reader.Read("interactive", content, bytes);
        RequireEditPace(message);
        lock (message)
        {
            if (message.Card is null || shown.Card is null)
                throw FeishuRefusedException.Because(FeishuFault.BadCard(10002, "a card entity is changed by its own calls"));
            if (!message.Card.IsShared || !shown.Card.IsShared)
                throw FeishuRefusedException.BadCard(300302, "update_multi is false", $"the card of {messageId} or its new version has update_multi false");
            (message.Card, message.Content, message.UpdatedAt) = (shown.Card, content, time.GetUtcNow());
            message.Shown!.Change(shown.Text, isFinished: !shown.Card.IsStreaming, shown.Title);
        }

        return new JsonObject();
    }

    public JsonObject Recall(string messageId)
    {
        var message = messages.GetOwn(messageId);
        message.IsWithdrawn = true;
        message.Shown!.Change("", isFinished: true);
        return new JsonObject();
    }

    public JsonObject Read(string messageId)
    {
        return new JsonObject { ["items"] = new JsonArray(FeishuMessages.Describe(messages.Get(messageId), appId)) };
    }

    private JsonObject Deliver(string via, FeishuChat chat, FeishuMessage? answered, FeishuBody body, int bytes)
    {
        var type = body.Text("msg_type");
        var content = body.Text("content");
        var inThread = answered is not null && body.Flag("reply_in_thread");
        var uuid = body.OptionalText("uuid");
        if (uuid.Length > MaxUuidLength)
            throw body.Mistake($"a uuid has {uuid.Length} characters of {MaxUuidLength}");
        if (uuid.Length == 0)
            violations.Add("uuid", "a message without one, which would come twice if it were sent again");

        var digest = FeishuIds.Digest($"{answered?.Id ?? chat.Id}\n{type}\n{content}");
        lock (_sending)
        {
            if (uuid.Length > 0 && messages.FindSent(uuid) is { } sent && time.GetUtcNow() - sent.Message.CreatedAt < UuidLifetime)
            {
                if (sent.Digest != digest)
                    violations.Add("uuid", $"{uuid} comes again with something else, which nobody sees");
                return FeishuMessages.Describe(sent.Message, appId);
            }

            if (answered is { IsWithdrawn: true })
                throw FeishuRefusedException.Because(FeishuFault.Withdrawn);
            var shown = reader.Read(type, content, bytes);
            if (!chat.Pace.TryTake())
                throw FeishuRefusedException.Because(FeishuFault.ChatThrottled);
            var message = Show(via, chat, answered, inThread, type, content, shown);
            messages.Add(message, uuid, digest);
            return FeishuMessages.Describe(message, appId);
        }
    }

    private FeishuMessage Show(
        string via, FeishuChat chat, FeishuMessage? answered, bool inThread, string type, string content, FeishuShownContent shown)
    {
        var id = FeishuIds.New("om_");
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
            EditPace = new RateLimit(FeishuMessages.EditsPerSecond, TimeSpan.FromSeconds(1), time),
            Shown = shown.CardId is { } cardId ? FindCard(cardId).ShowOnce(card => Place(FeishuMessageReader.Show(card))) : Place(shown),
        };

        FeishuCard FindCard(string card)
        {
            return cards.Find(card) ?? throw FeishuRefusedException.BadCard(FeishuFault.CardGone.Code, FeishuFault.CardGone.Message, $"there is no card {card}");
        }

        ShownMessage Place(FeishuShownContent seen)
        {
            return deliveries.Show(new(0, via, chat.Target, type, seen.Title, seen.Text, [.. seen.Mentions.Select(chats.NameOf)], 0)
            {
                Id = id,
                IsFinished = seen.Card is not { IsStreaming: true },
                Picture = seen.Picture,
            });
        }
    }

    private static void RequireEditPace(FeishuMessage message)
    {
        if (!message.EditPace!.TryTake())
        {
            throw new FeishuRefusedException(
                FeishuFault.ChatThrottled, ("pace", $"more than {FeishuMessages.EditsPerSecond} edits a second of the message {message.Id}"));
        }
    }
}
