using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests;

/// <summary>What is stored with a message; given to a second sink, it is what a kill leaves behind.</summary>
internal sealed class MemoryDeliveryState(string? value = null) : IDeliveryState
{
    private readonly Lock _lock = new();
    private string? _onDisk = value;

    public string? Value { get; private set; } = value;

    /// <summary>What is stored, also by those who came for the answer: a sink sees it when it looks.</summary>
    public string? OnDisk
    {
        get
        {
            lock (_lock)
                return _onDisk;
        }
    }

    /// <summary>All that was stored, in order.</summary>
    public List<string> Stored { get; } = [];

    public Task StoreAsync(string value, CancellationToken cancellationToken)
    {
        lock (_lock)
            Store(value);
        return Task.CompletedTask;
    }

    public Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_onDisk == Value)
                Store(value);
            Value = _onDisk;
            return Task.FromResult(Value == value);
        }
    }

    /// <summary>Somebody who came for the answer has replaced it.</summary>
    public bool TryReplace(string seen, string value)
    {
        lock (_lock)
        {
            if (_onDisk != seen)
                return false;
            _onDisk = value;
            Stored.Add(value);
            return true;
        }
    }

    private void Store(string value)
    {
        Value = _onDisk = value;
        Stored.Add(value);
    }
}
