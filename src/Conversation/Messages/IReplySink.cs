namespace BotHost.Conversation.Messages;

/// <summary>The way back of one message: shows what there is so far, then finishes with the stored parts.</summary>
public interface IReplySink
{
    /// <summary>
    /// Shows the answer as it grows. Only called where <see cref="ReplyCapabilities.Growth"/> says that it can be seen;
    /// what is shown is a courtesy, the parts are the answer.
    /// </summary>
    Task ShowAsync(string textSoFar, CancellationToken cancellationToken);

    /// <summary>Sends one part: one attempt, one message. Never throws for what a platform may answer.</summary>
    Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken);
}
