using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>Remembers by key; of more than a given number, the oldest are forgotten.</summary>
internal sealed class Recent<T>(int capacity)
    where T : class
{
    /// <summary>What is going to be full is made as large at once: to grow under a load would hold everybody up.</summary>
    private readonly ConcurrentDictionary<string, T> _items = capacity == int.MaxValue
        ? new(StringComparer.Ordinal)
        : new(concurrencyLevel: -1, capacity, StringComparer.Ordinal);

    private readonly ConcurrentQueue<string> _order = new();

    public IEnumerable<T> All => _items.Values;

    public T? Find(string key) => _items.GetValueOrDefault(key);

    /// <summary>The one that is there, or else this one.</summary>
    public T GetOrAdd(string key, T item)
    {
        if (!_items.TryAdd(key, item))
            return _items.GetValueOrDefault(key) ?? item;

        _order.Enqueue(key);
        while (_items.Count > capacity && _order.TryDequeue(out var oldest))
            _items.TryRemove(oldest, out _);
        return item;
    }

    public void Set(string key, T item)
    {
        if (!ReferenceEquals(GetOrAdd(key, item), item))
            _items[key] = item;
    }
}
