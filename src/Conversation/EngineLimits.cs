namespace BotHost.Conversation;

/// <summary>What the engine never exceeds. Over a limit it refuses early and clearly, and the platform tries again.</summary>
public sealed record EngineLimits
{
    /// <summary>Turns running side by side: one per conversation at most.</summary>
    public int TurnsAtOnce { get; init; } = 512;

    /// <summary>Turns beyond those that are kept for control commands: they are short, and would be of no use later.</summary>
    public int ControlTurns { get; init; } = 16;

    /// <summary>Messages stored and not closed.</summary>
    public int Backlog { get; init; } = 100_000;

    /// <summary>
    /// Questions and answers that the model is reminded of at most: twenty turns. What a model may be told is bounded by its window as well,
    /// but every entry is read, sent and paid with every question.
    /// </summary>
    public int ContextEntries { get; init; } = 40;

    /// <summary>Long conversations whose oldest turns are folded into a summary at the same time, beside the answers; 0 for none: then they are dropped.</summary>
    public int SummariesAtOnce { get; init; } = 2;

    /// <summary>How long running answers may go on after the host was told to stop.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(25);
}
