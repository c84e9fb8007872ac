using BotHost.Conversation.Messages;

namespace BotHost.Adapters;

/// <summary>What a webhook call turned out to be. Reasons are for the log: no secrets, no texts.</summary>
public abstract record WebhookResult
{
    private WebhookResult()
    {
    }

    /// <summary>A message: store it, then give this acknowledgement.</summary>
    public sealed record Accepted(IncomingMessage Message, WebhookResponse Ack) : WebhookResult
    {
        /// <summary>
        /// The acknowledgement of a redelivery, where it must say how far the answer is by now; null where <see cref="Ack"/> is good for that, too.
        /// </summary>
        public Func<Delivery?, CancellationToken, Task<WebhookResponse>>? AckAgain { get; init; }
    }

    /// <summary>A handshake: nothing to store.</summary>
    public sealed record Answered(WebhookResponse Response) : WebhookResult;

    /// <summary>
    /// The platform asks for the answer to an earlier message: what is stored of it decides what the platform gets.
    /// </summary>
    /// <param name="Bot">The bot's name.</param>
    /// <param name="DedupKey">The message whose answer it is.</param>
    /// <param name="Answer">Given null where there is no such message. Goes to the database alone, and waits for nothing else.</param>
    public sealed record Asked(string Bot, string DedupKey, Func<Delivery?, CancellationToken, Task<WebhookResponse>> Answer) : WebhookResult;

    /// <summary>Genuine and not for us.</summary>
    public sealed record Ignored(string Reason, WebhookResponse Ack) : WebhookResult;

    /// <summary>Not authentic (401, 403), not usable (400) or the wrong method (405). The body of the answer is empty.</summary>
    public sealed record Rejected(int Status, string Reason) : WebhookResult;
}
