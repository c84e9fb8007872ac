namespace BotHost.Simulator;

/// <summary>Something a person asks the bot, whichever platform they use.</summary>
public sealed record SimulatedQuestion
{
    public required SimulatedPerson Person { get; init; }

    /// <summary>Null: in private. In a group the bot is mentioned.</summary>
    public SimulatedGroup? Group { get; init; }

    public string Text { get; init; } = "";

    public SimulatedMessageKind Kind { get; init; }

    /// <summary>What is attached to a picture, a voice message or a file. Null: something small that nobody looks into.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>Null: a new one. Ask twice with the same to deliver a message twice.</summary>
    public string? Id { get; init; }

    /// <summary>Signed by somebody who does not know the secret.</summary>
    public bool Forged { get; init; }
}
