using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Media;

/// <summary>How one bot fetches what people attached, from its platform. One per bot, registered under the bot's name.</summary>
public interface IAttachmentSource
{
    /// <summary>
    /// Fetches the bytes: one attempt (a refused token is replaced within it), bounded in time and size. Never throws for what a platform
    /// may answer. Called soon after the message came, for what it refers to is short-lived, and again after a kill.
    /// </summary>
    /// <param name="message">The message that it came with.</param>
    /// <param name="attachment">One of its parts.</param>
    /// <param name="maxBytes">What is larger is given up as soon as that is known.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for it any more.</param>
    Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken);
}
