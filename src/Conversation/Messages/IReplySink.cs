namespace BotHost.Conversation.Messages;

/// <summary>The way back of one message: shows what there is so far, then finishes with the stored parts. Used by one caller at a time.</summary>
public interface IReplySink
{
    /// <summary>How this very answer may be shown while it grows; null where people see finished parts only.</summary>
    GrowthRules? Growth { get; }

    /// <summary>
    /// A sign that the question was heard, where the bot's settings ask for one. A courtesy: it runs beside the model and what it fails with
    /// is logged and forgotten.
    /// </summary>
    Task AcknowledgeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Shows the answer as far as it is written: at first by opening something that can grow, then by updating it. Only called where there
    /// is <see cref="Growth"/>, and at its pace. One attempt; never throws for what a platform may answer.
    /// </summary>
    /// <param name="textSoFar">What the first part would be if this were all: within the limits of a part, with its fences closed.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for this update any more.</param>
    Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken);

    /// <summary>
    /// Sends one part: one attempt, one message. The first part finishes, or replaces, what was shown of the answer, by this process or by
    /// one before it. Never throws for what a platform may answer.
    /// </summary>
    Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken);
}
