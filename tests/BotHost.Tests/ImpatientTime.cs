namespace BotHost.Tests;

/// <summary>
/// The right time, except that short waits (those between tries) are over at once, and the clocks have moved as if they were not. Longer
/// ones, which limit a call, take as long as they say: no call is cut off by the hurry.
/// </summary>
internal sealed class ImpatientTime : TimeProvider
{
    /// <summary>Just below the shortest limit of a call.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(9);

    private long _skipped;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _skipped));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => TimeProvider.System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _skipped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, base.CreateTimer(callback, state, Hurry(dueTime), period));

    private TimeSpan Hurry(TimeSpan dueTime)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > _shortest)
        {
            return dueTime;
        }

        Interlocked.Add(ref _skipped, dueTime.Ticks);
        return TimeSpan.Zero;
    }

    private sealed class Timer(ImpatientTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.Hurry(dueTime), period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
