namespace BotHost.Tests.Cli;

/// <summary>A time in which every wait is over at once, and the clocks have moved as far as they are told to.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private DateTimeOffset _wall;
    private TimeSpan _monotonic;

    public HurriedTime(DateTimeOffset wall = default) => _wall = wall;

    /// <summary>How much further than the wait the clock on the wall goes.</summary>
    public TimeSpan Jump { get; init; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _monotonic.Ticks;

    public override DateTimeOffset GetUtcNow() => _wall;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _monotonic += dueTime;
        _wall += dueTime + Jump;
        callback(state);
        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
