using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// How far an answer is, stored with its message as JSON: whoever is asked for it, in this process or another, says the same. Old rows must stay readable:
/// properties may be added, never renamed.
/// </summary>
internal sealed record WeComAiBotDelivery
{
    public static WeComAiBotDelivery None { get; } = new() { Stage = WeComAiBotStage.Growing };

    [JsonConverter(typeof(JsonStringEnumConverter<WeComAiBotStage>))]
    public required WeComAiBotStage Stage { get; init; }

    /// <summary>What the stream shows; empty while there is nothing.</summary>
    public string Text { get; init; } = "";

    /// <summary>The part that was given to the <c>response_url</c>, which takes one; null while none was.</summary>
    public int? RespondedPart { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WeComAiBotJson.Outbound.WeComAiBotDelivery);

    /// <summary>Never prints the text.</summary>
    public override string ToString() => Stage.ToString();

    /// <returns><see cref="None"/> for null, and for anything this adapter did not write.</returns>
    public static WeComAiBotDelivery FromJson(string? json)
    {
        if (json is null)
            return None;
        try
        {
            return JsonSerializer.Deserialize(json, WeComAiBotJson.Outbound.WeComAiBotDelivery) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}

internal enum WeComAiBotStage
{
    /// <summary>There is more to come.</summary>
    Growing,

    /// <summary>The text is the whole answer, or its first part: the next one who asks gets it, and the stream's end.</summary>
    Complete,

    /// <summary>The answer is sent as a message: the stream only ends.</summary>
    Elsewhere,
}
