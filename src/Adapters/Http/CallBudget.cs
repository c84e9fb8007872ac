namespace BotHost.Adapters.Http;

/// <summary>
/// So many calls a second for many callers together. For calls that may be left out, such as the updates of growing answers: whoever finds
/// it empty skips one instead of waiting in a line. What is not used is kept for one second.
/// </summary>
internal sealed class CallBudget(int perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = perSecond;
    private long _counted = time.GetTimestamp();

    /// <returns>Zero if the calls may be made, and they are counted; otherwise how long they would have to wait, and nothing is.</returns>
    public TimeSpan TryTake(int calls)
    {
        lock (_lock)
        {
            Count();
            if (_left < calls)
                return TimeSpan.FromSeconds((calls - _left) / perSecond);
            _left -= calls;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Counts calls that cannot be left out: those that can have to stand back for them, at most one second.</summary>
    public void Take(int calls)
    {
        lock (_lock)
        {
            Count();
            _left = Math.Max(_left - calls, -perSecond);
        }
    }

    private void Count()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(_left + (time.GetElapsedTime(_counted, now).TotalSeconds * perSecond), perSecond);
        _counted = now;
    }
}
