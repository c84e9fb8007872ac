namespace BotHost.Conversation.Messages;

/// <summary>
/// What is stored of the answers to earlier messages, for platforms that come and ask for an answer instead of being sent it. It only reads, and from the
/// database alone: after a restart, and in another process, it says the same.
/// </summary>
public interface IDeliveries
{
    /// <returns>Null where the bot has received no such message, or keeps it no more.</returns>
    ValueTask<Delivery?> FindAsync(string bot, string dedupKey, CancellationToken cancellationToken);
}
