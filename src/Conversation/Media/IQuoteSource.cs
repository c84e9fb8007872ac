using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Media;

/// <summary>
/// How one bot looks up a quoted message, on platforms that only name it. Registered under the bot's name where there is such a call; a
/// platform that repeats what is quoted needs none.
/// </summary>
public interface IQuoteSource
{
    /// <summary>One attempt, bounded; never throws for what a platform may answer.</summary>
    /// <returns>What was said there: texts, and attachments marked as quoted. Null where it cannot be had: too old, recalled, not allowed.</returns>
    Task<IReadOnlyList<Part>?> FindAsync(IncomingMessage message, QuotePart quote, CancellationToken cancellationToken);
}
