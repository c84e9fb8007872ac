namespace BotHost.Simulator;

/// <summary>A conversation that the server keeps.</summary>
internal sealed class FakeConversation(string id)
{
    private readonly Lock _lock = new();
    private readonly List<ChatRequestMessage> _items = [];
    private bool _busy;

    public string Id => id;

    /// <summary>What it holds: one entry for each item, a call of a tool by itself.</summary>
    public IReadOnlyList<ChatRequestMessage> Items
    {
        get
        {
            lock (_lock)
                return [.. _items];
        }
    }

    public void Add(IEnumerable<ChatRequestMessage> items)
    {
        lock (_lock)
            _items.AddRange(items);
    }

    /// <summary>False while another response is made in it.</summary>
    public bool TryEnter()
    {
        lock (_lock)
            return !_busy && (_busy = true);
    }

    public void Leave()
    {
        lock (_lock)
            _busy = false;
    }
}
