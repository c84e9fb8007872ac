using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Adapters.QQ;

/// <summary>Where an answer goes: stored with the message as JSON. Old rows must stay readable: properties may be added, never renamed.</summary>
internal sealed record QQReplyAddress
{
    [JsonConverter(typeof(JsonStringEnumConverter<QQScene>))]
    public required QQScene Scene { get; init; }

    /// <summary>The person, group, channel or private session that the answer is sent to.</summary>
    public required string Target { get; init; }

    /// <summary>The message that is answered; null where an event is.</summary>
    public string? MessageId { get; init; }

    /// <summary>The event that is answered: the envelope's id.</summary>
    public string? EventId { get; init; }

    /// <summary>The index under which the asker's message can be quoted.</summary>
    public string? Quote { get; init; }

    /// <summary>Whom a channel's answer mentions.</summary>
    public string? Asker { get; init; }

    /// <summary>The pressed button whose spinner waits for a word from us.</summary>
    public string? Interaction { get; init; }

    /// <summary>Our clock when it arrived, in Unix milliseconds: the windows are counted from here.</summary>
    public required long ReceivedAt { get; init; }

    [JsonIgnore]
    public DateTimeOffset Received => DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt);

    /// <summary>Until when the answer may name what it answers; later it is an active message.</summary>
    [JsonIgnore]
    public DateTimeOffset Until => Received + Scene.Window(isEvent: MessageId is null);

    public string ToJson() => JsonSerializer.Serialize(this, QQJson.Outbound.QQReplyAddress);

    /// <returns>Null for anything this adapter did not write.</returns>
    public static QQReplyAddress? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, QQJson.Outbound.QQReplyAddress);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
