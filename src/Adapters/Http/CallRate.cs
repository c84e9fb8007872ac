namespace BotHost.Adapters.Http;

/// <summary>
/// The pace at which all callers of one app together make one call, so that the platform never has to refuse one. What may be left out,
/// such as an update of a growing answer, is left out when it is not its time; what must be made, such as the end of one, stands in a line
/// and goes before anything that may be left out.
/// </summary>
internal sealed class CallRate : IDisposable
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Allowance[] _allowances;
    private readonly Queue<TaskCompletionSource> _line = new();
    private readonly ITimer _next;
    private long _counted;

    public CallRate(CallLimit limit, TimeProvider time)
    {
        _time = time;
        _counted = time.GetTimestamp();
        var second = new Allowance(limit.PerSecond, TimeSpan.FromSeconds(1), saved: TimeSpan.MaxValue);
        // Of the minute before a restart nobody knows how much was used: only a second of it is sure to be over.
        _allowances = limit.PerMinute is { } perMinute ? [second, new Allowance(perMinute, TimeSpan.FromMinutes(1), saved: TimeSpan.FromSeconds(1))] : [second];
        _next = time.CreateTimer(_ => MoveOn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long who comes now would stand in the line; zero if the call may be made at once.</summary>
    public TimeSpan Line
    {
        get
        {
            lock (_lock)
                return Wait();
        }
    }

    /// <returns>Zero if the call may be made now, and it is counted; otherwise how long to leave it out, and nothing is.</returns>
    public TimeSpan TryTake()
    {
        lock (_lock)
        {
            var wait = Wait();
            if (wait == TimeSpan.Zero)
                Take();
            return wait;
        }
    }

    /// <summary>Waits until it is this call's turn, if that is at most <paramref name="patience"/> away.</summary>
    /// <returns>Zero once it may be made, and it is counted; otherwise how long the line is, and nothing is.</returns>
    public async ValueTask<TimeSpan> PassAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var wait = Wait();
            if (wait > patience)
                return wait;
            if (wait == TimeSpan.Zero)
            {
                Take();
                return TimeSpan.Zero;
            }

            _line.Enqueue(turn);
            Arm();
        }

        await using var left = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
        return TimeSpan.Zero;
    }

    public void Dispose() => _next.Dispose();

    /// <summary>Counts when a call is let go, not when it should have been: after a stall, what waited does not all go at once.</summary>
    private void MoveOn()
    {
        lock (_lock)
        {
            while (_line.TryPeek(out var turn) && Wait(before: 0) == TimeSpan.Zero)
            {
                _line.Dequeue();
                if (turn.TrySetResult())        // who has left uses nothing up
                    Take();
            }

            Arm();
        }
    }

    private void Arm()
    {
        if (_line.Count > 0)
            _next.Change(Wait(before: 0) + Millisecond, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Wait() => Wait(_line.Count);

    private TimeSpan Wait(int before)
    {
        var now = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_counted, now);
        _counted = now;
        var wait = TimeSpan.Zero;
        foreach (var allowance in _allowances)
        {
            allowance.Refill(elapsed);
            var own = allowance.Wait(before);
            wait = own > wait ? own : wait;
        }

        return wait;
    }

    private void Take()
    {
        foreach (var allowance in _allowances)
            allowance.Take();
    }

    /// <summary>What is left of one of the limits.</summary>
    private sealed class Allowance
    {
        /// <summary>
        /// The parts of what the platform allows that are used in a steady flow and that may come at once: calls that left one by one can
        /// arrive together, and the platform's window must hold both and that.
        /// </summary>
        private const double Steady = 0.7;
        private const double AtOnce = 0.2;

        private readonly double _perSecond;
        private readonly double _most;
        private double _left;

        /// <param name="calls">So many in any</param>
        /// <param name="span">span of this length.</param>
        /// <param name="saved">For how long nobody has called before now.</param>
        public Allowance(int calls, TimeSpan span, TimeSpan saved)
        {
            _perSecond = calls * Steady / span.TotalSeconds;
            _most = Math.Max(1, calls * AtOnce);
            Refill(saved);
        }

        public void Refill(TimeSpan elapsed) => _left = Math.Min(_left + (elapsed.TotalSeconds * _perSecond), _most);

        public void Take() => _left--;

        /// <summary>How long a call has to wait behind so many others.</summary>
        public TimeSpan Wait(int before) => _left >= before + 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((before + 1 - _left) / _perSecond);
    }
}
