namespace BotHost.Adapters.Http;

/// <summary>
/// The pace at which all callers of one app together make one call, so that the platform never has to refuse one. What may be left out,
/// such as an update of a growing answer, is left out when it is not its time; what must be made, such as the end of one, stands in a line
/// and goes before anything that may be left out.
/// </summary>
internal sealed class CallRate(CallLimit limit, TimeProvider time)
{
    /// <summary>
    /// Of what the platform allows, the part that is used in a steady flow and the part that may come at once: calls that left one by one
    /// can arrive together, and a window of the platform must hold both and that.
    /// </summary>
    private const double Steady = 0.7;
    private const double AtOnce = 0.2;

    private readonly Lock _lock = new();
    private readonly Allowance[] _allowances = limit.PerMinute is { } perMinute
        ? [new(limit.PerSecond, TimeSpan.FromSeconds(1)), new(perMinute, TimeSpan.FromMinutes(1))]
        : [new(limit.PerSecond, TimeSpan.FromSeconds(1))];
    private long _counted = time.GetTimestamp();

    /// <returns>Zero if the call may be made now, and it is counted; otherwise how long to leave it out, and nothing is.</returns>
    public TimeSpan TryTake() => Take(patience: TimeSpan.Zero);

    /// <summary>Waits until it is this call's turn, if that is at most <paramref name="patience"/> away.</summary>
    /// <returns>Zero once it may be made, and it is counted; otherwise how long the line is, and nothing is.</returns>
    public async ValueTask<TimeSpan> PassAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = Take(patience);
        if (wait > patience)
            return wait;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return TimeSpan.Zero;
    }

    /// <returns>How long to wait. Counted, at its place in the line, if that is not more than <paramref name="patience"/>.</returns>
    private TimeSpan Take(TimeSpan patience)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_counted, now);
            _counted = now;
            var wait = TimeSpan.Zero;
            foreach (var allowance in _allowances)
            {
                allowance.Refill(elapsed);
                wait = allowance.Wait > wait ? allowance.Wait : wait;
            }

            if (wait <= patience)
            {
                foreach (var allowance in _allowances)
                    allowance.Take();
            }

            return wait;
        }
    }

    /// <summary>What is left of one of the limits; less than nothing while somebody stands in the line.</summary>
    private sealed class Allowance(int calls, TimeSpan span)
    {
        private readonly double _perSecond = calls * Steady / span.TotalSeconds;
        private readonly double _most = Math.Max(1, calls * AtOnce);
        private double _left = Math.Max(1, calls * AtOnce);

        public TimeSpan Wait => _left >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _left) / _perSecond);

        public void Refill(TimeSpan elapsed) => _left = Math.Min(_left + (elapsed.TotalSeconds * _perSecond), _most);

        public void Take() => _left--;
    }
}
