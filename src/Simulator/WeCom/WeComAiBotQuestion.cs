namespace BotHost.Simulator;

/// <summary>Something a person says to an AI bot.</summary>
public sealed record WeComAiBotQuestion
{
    /// <summary>The words; of a voice message what was recognised.</summary>
    public string Text { get; init; } = "";

    public string PersonId { get; init; } = "zhangsan";

    /// <summary>In a group the bot is mentioned, or it would not be told.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Null: the one group of this simulation.</summary>
    public string? GroupId { get; init; }

    public WeComAiBotMessageKind Kind { get; init; }

    /// <summary>What a picture (alone or among words), a voice message, a video or a file holds. Null: something small that nobody looks into.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>The words of a message that this one quotes; null: it quotes none.</summary>
    public string? Quote { get; init; }

    /// <summary>The picture that this message quotes; null: it quotes none.</summary>
    public SimulatedAttachment? QuotedPicture { get; init; }

    /// <summary>Null: a new one. Give the same to deliver a message twice.</summary>
    public string? MsgId { get; init; }
}
