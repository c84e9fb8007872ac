using System.Text.Json;

namespace BotHost.Adapters.Feishu;

/// <summary>Where an answer goes: stored with the message as JSON. Old rows must stay readable: properties may be added, never renamed.</summary>
internal sealed record FeishuReplyAddress
{
    /// <summary>The chat; private ones have an id as well.</summary>
    public required string Chat { get; init; }

    /// <summary>The question; null where something happened that nobody said, such as the bot's being added to a group.</summary>
    public string? Message { get; init; }

    /// <summary>True if the question stands in a topic (话题), where its answer belongs too.</summary>
    public bool InThread { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, FeishuJson.Outbound.FeishuReplyAddress);

    /// <returns>Null for anything this adapter did not write.</returns>
    public static FeishuReplyAddress? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FeishuJson.Outbound.FeishuReplyAddress);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
