namespace BotHost.Simulator;

/// <summary>So many in any span of that length. Zero is no limit.</summary>
internal sealed class RateLimit(int count, TimeSpan span, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _taken = new();

    /// <summary>False, and nothing is counted, if it would be one too many.</summary>
    public bool TryTake()
    {
        if (count == 0)
            return true;

        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_taken.TryPeek(out var oldest) && now - oldest >= span)
                _taken.Dequeue();
            if (_taken.Count >= count)
                return false;
            _taken.Enqueue(now);
            return true;
        }
    }
}
