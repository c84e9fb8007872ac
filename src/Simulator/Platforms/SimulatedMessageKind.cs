namespace BotHost.Simulator;

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
