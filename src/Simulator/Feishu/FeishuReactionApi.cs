using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>The bot's signs on messages.</summary>
/// <remarks>Sources: "添加消息表情回复", "删除消息表情回复". The names of the signs are case-sensitive.</remarks>
internal sealed class FeishuReactionApi(string appId, FeishuMessages messages, TimeProvider time)
{
    private static readonly HashSet<string> Emojis = new(StringComparer.Ordinal)
    {
        "Typing", "OnIt", "OneSecond", "THINKING", "DONE", "OK", "THUMBSUP", "SMILE", "Get", "LGTM",
    };

    private readonly ConcurrentDictionary<string, FeishuReaction> _reactions = new(StringComparer.Ordinal);

    /// <summary>Those that are there now.</summary>
    public IReadOnlyList<FeishuReaction> All => [.. _reactions.Values];

    public JsonObject Add(string messageId, JsonElement json)
    {
        var body = new FeishuBody(json, 230001);
        var emoji = body.Object("reaction_type").Text("emoji_type");
        if (!Emojis.Contains(emoji))
            throw body.Mistake($"there is no emoji_type {emoji}");
        if (messages.Get(messageId).IsWithdrawn)
            throw FeishuRefusedException.Because(FeishuFault.Refusal(231003, "The message is withdrawn or deleted."));

        var reaction = new FeishuReaction(FeishuIds.New(""), messageId, emoji);
        _reactions[reaction.Id] = reaction;
        return Describe(reaction);
    }

    public JsonObject Remove(string messageId, string reactionId)
    {
        return _reactions.TryGetValue(reactionId, out var reaction) && reaction.MessageId == messageId && _reactions.TryRemove(reactionId, out _)
            ? Describe(reaction)
            : throw FeishuRefusedException.Mistake(230001, "reaction", $"the bot has no reaction {reactionId} on {messageId}");
    }

    private JsonObject Describe(FeishuReaction reaction)
    {
        return new JsonObject
        {
            ["reaction_id"] = reaction.Id,
            ["operator"] = new JsonObject { ["operator_id"] = appId, ["operator_type"] = "app" },
            ["action_time"] = FeishuEvents.Milliseconds(time.GetUtcNow()),
            ["reaction_type"] = new JsonObject { ["emoji_type"] = reaction.EmojiType },
        };
    }
}
