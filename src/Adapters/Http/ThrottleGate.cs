namespace BotHost.Adapters.Http;

/// <summary>
/// Holds back every call of one app while its platform wants to be left alone: one throttled caller closes it for all.
/// </summary>
internal sealed class ThrottleGate(TimeProvider time, Jitter jitter)
{
    /// <summary>Repeated throttling doubles the wait up to this.</summary>
    private static readonly TimeSpan LongestDoubling = TimeSpan.FromSeconds(30);

    /// <summary>A platform that asks for more than this is asked again anyway: its answer may have been a mistake.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _opensAt = DateTimeOffset.MinValue;
    private TimeSpan _next = TimeSpan.Zero;

    /// <summary>How long it stays closed; zero when it is open.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                var remaining = _opensAt - time.GetUtcNow();
                return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Closes it for at least <paramref name="atLeast"/>, longer if the last wait was not enough.</summary>
    /// <returns>How long it is closed now.</returns>
    public TimeSpan Close(TimeSpan atLeast)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // Calls that were under way when it closed come back throttled as well: they are no sign that the wait was too short.
            var alreadyClosed = _opensAt > now;
            var doubled = alreadyClosed ? TimeSpan.Zero : _next;
            var wait = TimeSpan.FromTicks(Math.Min(Math.Max(atLeast.Ticks, doubled.Ticks), LongestWait.Ticks));
            if (!alreadyClosed)
                _next = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestDoubling.Ticks));
            if (now + wait > _opensAt)
                _opensAt = now + wait;
            return _opensAt - now;
        }
    }

    /// <summary>A call went through: the next throttling starts from the platform's own figure again.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            if (_opensAt <= time.GetUtcNow())
                _next = TimeSpan.Zero;
        }
    }

    /// <summary>Waits until it is open, if that is at most <paramref name="patience"/> away.</summary>
    /// <returns>Zero once it is open; otherwise how long it still stays closed.</returns>
    public async ValueTask<TimeSpan> PassAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        TimeSpan remaining;
        while ((remaining = Remaining) > TimeSpan.Zero && remaining <= patience)
            await Task.Delay(remaining + (remaining / 2 * jitter.Next()), time, cancellationToken);
        return remaining;
    }
}
