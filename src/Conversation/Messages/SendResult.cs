namespace BotHost.Conversation.Messages;

/// <summary>What became of one send. Reasons are for the log and the administrator: codes and request ids, never secrets or texts.</summary>
public abstract record SendResult
{
    private SendResult()
    {
    }

    /// <summary>The platform took it. <paramref name="PlatformId"/> names the message there; empty where it gives no id.</summary>
    public sealed record Delivered(string PlatformId) : SendResult;

    /// <summary>Not now: throttled, a server error, a time-out, a reset. The inbox tries again.</summary>
    public sealed record Deferred(string Reason, TimeSpan? RetryAfter = null) : SendResult;

    /// <summary>Never: the platform will refuse this message again however often it is sent.</summary>
    public sealed record Refused(string Reason) : SendResult;
}
