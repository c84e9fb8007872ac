namespace BotHost.Conversation.Messages;

/// <summary>
/// What a sink must find again after a kill to finish what it began: card ids, sequences, stream ids, counters. In the adapter's own words,
/// stored with the message; the engine reads nothing in it.
/// </summary>
public interface IDeliveryState
{
    /// <summary>As last stored, by this attempt or an earlier one; null while nothing was.</summary>
    string? Value { get; }

    /// <summary>
    /// Returns when it is on disk. To be called before the first use of what it holds. Where somebody else has the message by now it throws
    /// what ends the turn: nothing more may be sent then, so let it pass.
    /// </summary>
    Task StoreAsync(string value, CancellationToken cancellationToken);

    /// <summary>
    /// The same, only where nobody has replaced <see cref="Value"/> since: somebody who came for the answer may have
    /// (<see cref="IDeliveries.TryReplaceAsync"/>).
    /// </summary>
    /// <returns>False where somebody has: <see cref="Value"/> then is what they stored.</returns>
    Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken);
}
