namespace BotHost.Tests.Vectors;

/// <summary>Shows the moment of the recorded requests. Delays take their real time.</summary>
internal sealed class VectorClock(DateTimeOffset start) : TimeProvider
{
    private readonly long _started = System.GetTimestamp();

    public DateTimeOffset Start { get; set; } = start;

    /// <summary>False: it stands still, so that a limit is met to the millisecond.</summary>
    public bool Runs { get; init; }

    public override DateTimeOffset GetUtcNow() => Runs ? Start + System.GetElapsedTime(_started) : Start;
}
