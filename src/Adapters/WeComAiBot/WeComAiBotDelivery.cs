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

    /// <summary>
    /// The pictures that come with the text, in their order. They are the answer's first parts: so many of them there are, so far on is the first text.
    /// </summary>
    /// <remarks>Settable, because generated readers overwrite the defaults of absent init-only properties with null: rows of before have none.</remarks>
    public IReadOnlyList<WeComAiBotPicture> Pictures { get; set; } = [];

    /// <summary>WeCom has come for the complete answer: nothing of it may be sent in another way. Written by whoever gave it away.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFetched { get; init; }

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

/// <summary>A picture of an answer.</summary>
/// <param name="MediaId">Where its bytes are (<see cref="Conversation.Media.IMediaStore"/>).</param>
/// <param name="Bytes">How many; 0 for one that WeCom does not take, of which the text says so.</param>
internal sealed record WeComAiBotPicture(long MediaId, int Bytes);

internal enum WeComAiBotStage
{
    /// <summary>There is more to come.</summary>
    Growing,

    /// <summary>The text is the whole answer, or its first part: the next one who asks gets it, and the stream's end.</summary>
    Complete,

    /// <summary>The answer is sent as a message: the stream only ends.</summary>
    Elsewhere,
}
