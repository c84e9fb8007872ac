namespace BotHost.Conversation.Messages;

/// <summary>
/// What is stored of the answers to earlier messages, for platforms that come and ask for an answer instead of being sent it. It is the database's alone:
/// after a restart, and in another process, it is the same.
/// </summary>
public interface IDeliveries
{
    /// <returns>Null where the bot has received no such message, or keeps it no more.</returns>
    ValueTask<Delivery?> FindAsync(string bot, string dedupKey, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces what is stored, if that still is what was seen: so that it is on disk that the platform came for the answer, before it has it. No claim
    /// is needed and none is touched; whoever has one finds out by <see cref="IDeliveryState.TryStoreAsync"/>.
    /// </summary>
    /// <param name="bot">The bot's name.</param>
    /// <param name="dedupKey">The message whose answer it is.</param>
    /// <param name="seen">The <see cref="Delivery.Value"/> that this follows from.</param>
    /// <param name="value">What shall be stored in its place.</param>
    /// <param name="cancellationToken">Cancels the wait, not what is on its way to the disk.</param>
    /// <returns>True once it is on disk. False where something else is stored by now, or there is no room to write: look again.</returns>
    Task<bool> TryReplaceAsync(string bot, string dedupKey, string seen, string value, CancellationToken cancellationToken);
}
