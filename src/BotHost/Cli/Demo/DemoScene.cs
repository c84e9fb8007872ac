using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>Somebody says something to the bot, and what must come of it.</summary>
internal sealed record DemoScene
{
    /// <summary>What the scene shows.</summary>
    public required string Title { get; init; }

    public required SimulatedQuestion Question { get; init; }

    /// <summary>How often the platform delivers it.</summary>
    public int Deliveries { get; init; } = 1;

    /// <summary>Words that the one answer must hold; null if there must be none, or a picture alone.</summary>
    public string? Expected { get; init; }

    /// <summary>True if the answer must be a picture.</summary>
    public bool ExpectsPicture { get; init; }

    /// <summary>The same where a bot has no groups.</summary>
    public DemoScene InPrivate() => this with { Question = Question with { Group = null } };
}
