using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>Remembers by key; of more than a given number, the oldest are forgotten.</summary>
internal sealed class Recent<T>(int capacity)
    where T : class
{
    private const int Unlimited = int.MaxValue;

    /// <summary>So many may come at once under a load without waiting for each other.</summary>
    private const int Locks = 64;

    /// <summary>What is going to be full is made as large at once: to grow under a load would hold everybody up.</summary>
    private readonly ConcurrentDictionary<string, T> _items = capacity == Unlimited
        ? new(StringComparer.Ordinal)
        : new(Locks, capacity, StringComparer.Ordinal);

    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Kept here because the dictionary stops everybody to count its own.</summary>
    private int _count;

    public IEnumerable<T> All => _items.Values;

    public T? Find(string key) => _items.GetValueOrDefault(key);

    /// <summary>The one that is there, or else this one.</summary>
    public T GetOrAdd(string key, T item)
    {
        if (!_items.TryAdd(key, item))
            return _items.GetValueOrDefault(key) ?? item;

        if (capacity == Unlimited)
            return item;
        _order.Enqueue(key);
        if (Interlocked.Increment(ref _count) > capacity && _order.TryDequeue(out var oldest))
        {
            _items.TryRemove(oldest, out _);
            Interlocked.Decrement(ref _count);
        }

        return item;
    }

    public void Set(string key, T item)
    {
        if (!ReferenceEquals(GetOrAdd(key, item), item))
            _items[key] = item;
    }
}
