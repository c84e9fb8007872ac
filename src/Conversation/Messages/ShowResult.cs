namespace BotHost.Conversation.Messages;

/// <summary>What became of one update of a growing answer. Reasons are for the log: codes and request ids, never secrets or texts.</summary>
public abstract record ShowResult
{
    private ShowResult()
    {
    }

    /// <summary>People see it.</summary>
    public sealed record Shown : ShowResult;

    /// <summary>Not this time: throttled, a server error. A later update, not before <paramref name="Wait"/> has passed, may be taken.</summary>
    public sealed record Skipped(string Reason, TimeSpan Wait = default) : ShowResult;

    /// <summary>Nothing more can be shown of this answer; what was shown is finished, or replaced, with its first part.</summary>
    public sealed record Over(string Reason) : ShowResult;
}
