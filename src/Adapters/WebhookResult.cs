using BotHost.Conversation.Messages;

namespace BotHost.Adapters;

/// <summary>What a webhook call turned out to be. Reasons are for the log: no secrets, no texts.</summary>
public abstract record WebhookResult
{
    private WebhookResult()
    {
    }

    /// <summary>A message: store it, then give this acknowledgement.</summary>
    public sealed record Accepted(IncomingMessage Message, WebhookResponse Ack) : WebhookResult;

    /// <summary>A handshake or a poll: nothing to store.</summary>
    public sealed record Answered(WebhookResponse Response) : WebhookResult;

    /// <summary>Genuine and not for us.</summary>
    public sealed record Ignored(string Reason, WebhookResponse Ack) : WebhookResult;

    /// <summary>Not authentic (401, 403), not usable (400) or the wrong method (405). The body of the answer is empty.</summary>
    public sealed record Rejected(int Status, string Reason) : WebhookResult;
}
