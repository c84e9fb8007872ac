namespace BotHost.Conversation.Inbox;

/// <summary>One timer for the next moment at which something becomes due; it may ring too early, and never too late.</summary>
internal sealed class Alarm : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action _ring;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private DateTimeOffset _at = DateTimeOffset.MaxValue;

    public Alarm(TimeProvider time, Action ring)
    {
        _time = time;
        _ring = ring;
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void NoLaterThan(DateTimeOffset at)
    {
        lock (_gate)
        {
            if (at >= _at)
            {
                return;
            }

            _at = at;
            // Timers drop fractions of a millisecond, and would ring again and again during the last one.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling((at - _time.GetUtcNow()).TotalMilliseconds));
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Forgets what it was set to: a timer may fire a little before the clock gets there, and then the same moment is set again.</summary>
    private void OnTimer()
    {
        lock (_gate)
        {
            _at = DateTimeOffset.MaxValue;
        }

        _ring();
    }
}
