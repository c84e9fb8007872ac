namespace BotHost.Conversation.Llm;

/// <summary>Why a model call failed.</summary>
/// <param name="Kind">Decides what is done and what the person reads.</param>
/// <param name="Detail">For the log: status, code, request id. Keys are redacted, and no text of a conversation is in it.</param>
/// <param name="RetryAfter">What the server asked for.</param>
public sealed record LlmFailure(LlmFailureKind Kind, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>True where the same call may succeed a little later. Follows from the kind, unless the server said otherwise.</summary>
    public bool IsTransient { get; init; } = Kind is LlmFailureKind.RateLimited or LlmFailureKind.ServerError or LlmFailureKind.Unreachable
        or LlmFailureKind.TimedOut or LlmFailureKind.EmptyAnswer or LlmFailureKind.OutOfLength or LlmFailureKind.Locked;

    /// <summary>True if the server wants fewer calls at the same time.</summary>
    public bool SlowsDown { get; init; }

    /// <summary>What the server said of its limit, where the question was too long; null where it did not.</summary>
    public ContextLimit? Limit { get; init; }
}
