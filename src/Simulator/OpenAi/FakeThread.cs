namespace BotHost.Simulator;

/// <summary>What a server keeps of one conversation. Guarded by its <see cref="FakeThreads"/>.</summary>
internal sealed class FakeThread(string id)
{
    public string Id => id;

    /// <summary>What was said, with the calls of tools and what they gave.</summary>
    public List<ChatRequestMessage> Messages { get; } = [];

    /// <summary>Of all that was posted.</summary>
    public int Bytes { get; set; }

    /// <summary>The newest.</summary>
    public FakeRun? Run { get; set; }
}

/// <summary>One answer in a thread, or the work on one. Guarded by its <see cref="FakeThreads"/>.</summary>
internal sealed class FakeRun(string id, FakeThread thread, DateTimeOffset at)
{
    /// <summary>A run lives this long.</summary>
    private static readonly TimeSpan _life = TimeSpan.FromMinutes(10);

    public string Id => id;

    public FakeThread Thread => thread;

    public DateTimeOffset CreatedAt => at;

    public DateTimeOffset ExpiresAt => at + _life;

    public required string Status { get; set; }

    /// <summary>How it was begun; null for somebody else's.</summary>
    public RunQuestion? Asked { get; set; }

    /// <summary>The calls whose results it waits for.</summary>
    public IReadOnlyList<string> Awaited { get; set; } = [];

    public string StatusAt(DateTimeOffset now) => RunStatus.IsActive(Status) && now >= ExpiresAt ? RunStatus.Expired : Status;
}

/// <summary>What a run was begun with.</summary>
internal sealed record RunQuestion(string Model, string Instructions, IReadOnlyList<string> Tools);

internal static class RunStatus
{
    public const string InProgress = "in_progress";
    public const string RequiresAction = "requires_action";
    public const string Cancelling = "cancelling";
    public const string Cancelled = "cancelled";
    public const string Completed = "completed";
    public const string Incomplete = "incomplete";
    public const string Failed = "failed";
    public const string Expired = "expired";

    /// <summary>Complete, while the server's own lock on the thread has not noticed: no word of the protocol.</summary>
    public const string CompletedUnseen = "completed (unseen)";

    public static bool IsActive(string status) => status is InProgress or RequiresAction or Cancelling or CompletedUnseen;
}
