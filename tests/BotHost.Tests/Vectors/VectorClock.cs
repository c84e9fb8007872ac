namespace BotHost.Tests.Vectors;

/// <summary>Shows the moment of the recorded requests. Delays take their real time.</summary>
internal sealed class VectorClock : TimeProvider
{
    private readonly long _started = System.GetTimestamp();

    public DateTimeOffset Start { get; set; } = Vector.Now;

    /// <summary>False: it stands still, so that a limit is met to the millisecond.</summary>
    public bool Runs { get; init; }

    public override DateTimeOffset GetUtcNow() => Runs ? Start + System.GetElapsedTime(_started) : Start;
}
