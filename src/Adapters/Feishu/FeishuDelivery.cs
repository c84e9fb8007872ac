using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// What is stored with a message about the card that its answer grows in, the reaction that it was marked with and the pictures of its answer, as JSON. Old rows must stay
/// readable: properties may be added, never renamed.
/// </summary>
internal sealed record FeishuDelivery
{
    public static FeishuDelivery None { get; } = new() { Stage = FeishuCardStage.None };

    [JsonConverter(typeof(JsonStringEnumConverter<FeishuCardStage>))]
    public required FeishuCardStage Stage { get; init; }

    /// <summary>The card's own id, by which it streams; null for one that stands in its message and is changed with that.</summary>
    public string? Card { get; init; }

    /// <summary>The message that the card is in, once it is known.</summary>
    public string? Message { get; init; }

    /// <summary>The numbers up to this one may have been used for updates of the card.</summary>
    public int Sequence { get; init; }

    /// <summary>How many times the card could not be finished and was to be tried again.</summary>
    public int Failures { get; init; }

    /// <summary>The reaction that stands under the question; null for none.</summary>
    public string? Reaction { get; init; }

    /// <summary>
    /// The keys of the pictures that were uploaded, by the part that they are. A message that is sent again under its name must say the same
    /// (发送消息), and a picture that is uploaded again has another key.
    /// </summary>
    public IReadOnlyDictionary<int, string>? Pictures { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, FeishuJson.Outbound.FeishuDelivery);

    /// <returns><see cref="None"/> for null, and for anything this adapter did not write.</returns>
    public static FeishuDelivery FromJson(string? json)
    {
        if (json is null)
            return None;
        try
        {
            return JsonSerializer.Deserialize(json, FeishuJson.Outbound.FeishuDelivery) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}

internal enum FeishuCardStage
{
    /// <summary>There is none, and never was.</summary>
    None,

    /// <summary>It is being sent; whether it is there is not known.</summary>
    Opening,

    /// <summary>People see it.</summary>
    Open,

    /// <summary>There is none, or it can change no more: the answer goes as messages.</summary>
    GivenUp,
}
