using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Inbox;

/// <summary>Where every message source puts what it received: webhooks now, long connections later.</summary>
public interface IInbox
{
    /// <summary>
    /// Stores a message once per (bot, dedup key). Returns when it is on disk; only then may the source acknowledge it to the platform.
    /// </summary>
    Task<Acceptance> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken);
}
