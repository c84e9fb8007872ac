namespace BotHost.Simulator;

/// <summary>Something a person asks the bot, whichever platform they use.</summary>
public sealed record SimulatedQuestion
{
    public required SimulatedPerson Person { get; init; }

    /// <summary>Null: in private. In a group the bot is mentioned.</summary>
    public SimulatedGroup? Group { get; init; }

    public string Text { get; init; } = "";

    public SimulatedMessageKind Kind { get; init; }

    /// <summary>Null: a new one. Ask twice with the same to deliver a message twice.</summary>
    public string? Id { get; init; }

    /// <summary>Signed by somebody who does not know the secret.</summary>
    public bool Forged { get; init; }
}

public sealed record SimulatedPerson(string Id, string Name);

public sealed record SimulatedGroup(string Id, string Title);

/// <summary>The kinds that people send on every platform.</summary>
public enum SimulatedMessageKind
{
    Text,
    Picture,
    Audio,
    File,

    /// <summary>One that robots are not given.</summary>
    Unknown,
}
