namespace BotHost.Tests;

/// <summary>
/// The right time, except that short waits (those between tries) are over at once, and the clocks have moved as if they were not. Longer
/// ones, which limit a call, take as long as they say: no call is cut off by the hurry.
/// </summary>
internal sealed class ImpatientTime : TimeProvider
{
    /// <summary>Just below the shortest limit of a call.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(9);

    /// <summary>The limits of a call whose server is silent, from the shortest to the longest.</summary>
    private static readonly (TimeSpan From, TimeSpan To) _silence = (TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(100));

    private long _skipped;

    /// <summary>True: servers that are silent are given seconds instead of minutes, which is still long for one that is not.</summary>
    public bool HurriesSilence { get; init; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _skipped));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => TimeProvider.System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _skipped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Inner = base.CreateTimer(static timer => ((Timer)timer!).Fire(), timer, timer.Hurry(dueTime), period);
        return timer;
    }

    private sealed class Timer(ImpatientTime time, TimerCallback callback, object? state) : ITimer
    {
        private long _skipsWithFire;

        public ITimer Inner { get; set; } = null!;

        public void Fire()
        {
            Interlocked.Add(ref time._skipped, Interlocked.Exchange(ref _skipsWithFire, 0));
            callback(state);
        }

        public TimeSpan Hurry(TimeSpan dueTime)
        {
            Interlocked.Exchange(ref _skipsWithFire, 0);
            if (dueTime > TimeSpan.Zero && dueTime <= _shortest)
            {
                Interlocked.Add(ref time._skipped, dueTime.Ticks);
                return TimeSpan.Zero;
            }

            if (!time.HurriesSilence || dueTime < _silence.From || dueTime > _silence.To)
            {
                return dueTime;
            }

            var hurried = dueTime / 25;
            Interlocked.Exchange(ref _skipsWithFire, (dueTime - hurried).Ticks);
            return hurried;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Inner.Change(Hurry(dueTime), period);

        public void Dispose() => Inner.Dispose();

        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }
}
