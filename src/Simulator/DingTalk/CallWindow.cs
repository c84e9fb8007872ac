namespace BotHost.Simulator;

/// <summary>The calls of the last second.</summary>
internal sealed class CallWindow(TimeProvider time)
{
    private static readonly TimeSpan Width = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _calls = new();

    /// <summary>Counts one more, unless there were <paramref name="most"/> already.</summary>
    public bool TryAdd(int most)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_calls.TryPeek(out var oldest) && now - oldest >= Width)
                _calls.Dequeue();
            if (_calls.Count >= most)
                return false;
            _calls.Enqueue(now);
            return true;
        }
    }
}
