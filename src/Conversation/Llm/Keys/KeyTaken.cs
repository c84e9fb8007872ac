namespace BotHost.Conversation.Llm.Keys;

/// <summary>What came of asking a pool for a key.</summary>
internal abstract record KeyTaken
{
    private KeyTaken()
    {
    }

    /// <summary>A key, until the lease is disposed of.</summary>
    public sealed record Granted(KeyLease Lease) : KeyTaken;

    /// <summary>There is none to be had: what the last one that might have been failed with.</summary>
    public sealed record Refused(LlmFailure Failure) : KeyTaken;
}
