namespace BotHost.Simulator;

/// <summary>Something a person says to an app. Groups cannot: an app is only spoken to in private.</summary>
public sealed record WeComAppQuestion
{
    /// <summary>The words; of a link its title, of a file its name, unless its attachment has one.</summary>
    public string Text { get; init; } = "";

    public string PersonId { get; init; } = "zhangsan";

    public WeComAppMessageKind Kind { get; init; }

    /// <summary>What a picture, a voice message, a video or a file holds. Null: something small that nobody looks into.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>MsgId is a number of 64 bits: what is none becomes one. Null: a new one. Give the same to deliver a message twice.</summary>
    public string? MsgId { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? SentAt { get; init; }
}
