using System.Text.Json;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>Where an answer goes: stored with the message as JSON. Old rows must stay readable: properties may be added, never renamed.</summary>
internal sealed record WeComAiBotReplyAddress
{
    /// <summary>
    /// 被动回复消息 (101031): WeCom asks for an answer until six minutes after the message. Half a minute before, a stream is ended with what there is,
    /// so that people are told how it goes on.
    /// </summary>
    private static readonly TimeSpan StreamEnd = TimeSpan.FromSeconds(330);

    /// <summary>A complete answer that is stored by then is fetched before anybody ends the stream.</summary>
    private static readonly TimeSpan StreamMargin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LastQuestion = TimeSpan.FromMinutes(6);

    /// <summary>主动回复消息 (101138): one hour; less a minute for clocks and the way.</summary>
    private static readonly TimeSpan Response = TimeSpan.FromMinutes(59);

    /// <summary>The stream that the answer grows in.</summary>
    public required string Stream { get; init; }

    /// <summary>When the message was sent: all limits are counted from here.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>
    /// The <c>response_url</c> below the configured address: path and query, for one message. A secret. Null where the callback had none that may be called.
    /// </summary>
    public string? ResponsePath { get; init; }

    /// <summary>Until then the stream may grow and be completed.</summary>
    public DateTimeOffset GrowsUntil() => AskedAt + StreamEnd - StreamMargin;

    /// <summary>From then on whoever asks is told the end.</summary>
    public DateTimeOffset EndsAt() => AskedAt + StreamEnd;

    /// <summary>Nobody asks any more.</summary>
    public DateTimeOffset AskedUntil() => AskedAt + LastQuestion;

    public DateTimeOffset RespondUntil() => AskedAt + Response;

    public string ToJson() => JsonSerializer.Serialize(this, WeComAiBotJson.Outbound.WeComAiBotReplyAddress);

    /// <summary>Never prints the address.</summary>
    public override string ToString() => Stream;

    /// <returns>Null for anything this adapter did not write.</returns>
    public static WeComAiBotReplyAddress? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WeComAiBotJson.Outbound.WeComAiBotReplyAddress);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
