using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Adapters.DingTalk;

/// <summary>
/// What is stored with a message about its card, as JSON; the card's name need not be, it follows from the message. Old rows must stay
/// readable: properties may be added, never renamed.
/// </summary>
internal sealed record DingTalkCardState
{
    public static DingTalkCardState None { get; } = new() { Stage = DingTalkCardStage.None };

    [JsonConverter(typeof(JsonStringEnumConverter<DingTalkCardStage>))]
    public required DingTalkCardStage Stage { get; init; }

    /// <summary>The platform's name for the message that the card is in (<c>carrierId</c>), once it is known.</summary>
    public string? Carrier { get; init; }

    /// <summary>How many times the card could not be finished and was to be tried again.</summary>
    public int Failures { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, DingTalkJson.Outbound.DingTalkCardState);

    /// <returns><see cref="None"/> for null, and for anything this adapter did not write.</returns>
    public static DingTalkCardState FromJson(string? json)
    {
        if (json is null)
            return None;
        try
        {
            return JsonSerializer.Deserialize(json, DingTalkJson.Outbound.DingTalkCardState) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}

internal enum DingTalkCardStage
{
    /// <summary>There is none, and never was.</summary>
    None,

    /// <summary>It was asked for; whether it is there is not known.</summary>
    Opening,

    /// <summary>People see it.</summary>
    Open,

    /// <summary>There is none, or it can change no more: the answer goes as messages.</summary>
    GivenUp,
}
