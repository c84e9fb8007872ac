using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.OneBot;

/// <summary>Where an answer goes: stored with the message as JSON. Old rows must stay readable: properties may be added, never renamed.</summary>
internal sealed record OneBotReplyAddress
{
    public required ChatKind Kind { get; init; }

    /// <summary>The asker's number; 0 for an anonymous one, who can be neither mentioned nor written to.</summary>
    public long User { get; init; }

    /// <summary>The group's number; 0 in private.</summary>
    public long Group { get; init; }

    /// <summary>The question, to quote it.</summary>
    public required long Message { get; init; }

    /// <summary>The account that was asked; 0 in old rows.</summary>
    public long Self { get; init; }

    [JsonIgnore]
    public OneBotChat Chat => Kind == ChatKind.Group ? new(IsGroup: true, Group) : new(IsGroup: false, User);

    public string ToJson() => JsonSerializer.Serialize(this, OneBotJson.Outbound.OneBotReplyAddress);

    /// <returns>Null for anything this adapter did not write.</returns>
    public static OneBotReplyAddress? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OneBotJson.Outbound.OneBotReplyAddress);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
