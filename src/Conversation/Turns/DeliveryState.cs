using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Turns;

/// <summary>What the sink of a turn keeps with its message.</summary>
internal sealed class DeliveryState(Claim claim, ITurnInbox inbox) : IDeliveryState
{
    public string? Value { get; private set; } = claim.Delivery;

    public async Task StoreAsync(string value, CancellationToken cancellationToken)
    {
        if (!await inbox.StoreDeliveryAsync(claim, value, cancellationToken))
            throw new ClaimLostException();
        Value = value;
    }

    public async Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
    {
        Value = await inbox.ReplaceDeliveryAsync(claim, Value, value, cancellationToken) ?? throw new ClaimLostException();
        return Value == value;
    }
}
