namespace BotHost.Simulator;

/// <summary>The newest of what came, or nothing of it: what a long load would pile up does not fill the memory.</summary>
internal sealed class Kept<T>(int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _items = new();

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_lock)
                return [.. _items];
        }
    }

    public void Add(T item)
    {
        if (most == 0)
            return;

        lock (_lock)
        {
            if (_items.Count == most)
                _items.Dequeue();
            _items.Enqueue(item);
        }
    }
}
