namespace BotHost.Conversation.Llm.Streaming;

/// <summary>What one call of a model may take.</summary>
internal sealed record CallLimits
{
    /// <summary>Until the headers are there: reasoning models take their time.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Between two bytes. Servers that queue a call send comment lines meanwhile, and those count as life.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>From the request to the last byte.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After the model said that it ended: the usage may still come, but nobody waits long for it.</summary>
    public TimeSpan AfterFinish { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After the end mark: an answer read to its last byte leaves a connection that can be used again.</summary>
    public TimeSpan AfterDone { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes of a whole answer.</summary>
    public int MaxAnswerBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes that may come without completing an event.</summary>
    public int MaxEventBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that are read of an answer that only says what went wrong.</summary>
    public int MaxErrorBytes { get; init; } = 64 * 1024;
}
