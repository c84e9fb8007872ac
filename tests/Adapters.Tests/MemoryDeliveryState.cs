using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests;

/// <summary>What is stored with a message; given to a second sink, it is what a kill leaves behind.</summary>
internal sealed class MemoryDeliveryState(string? value = null) : IDeliveryState
{
    public string? Value { get; private set; } = value;

    /// <summary>All that was stored, in order.</summary>
    public List<string> Stored { get; } = [];

    public Task StoreAsync(string value, CancellationToken cancellationToken)
    {
        Value = value;
        Stored.Add(value);
        return Task.CompletedTask;
    }
}
