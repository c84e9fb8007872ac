namespace BotHost.Conversation.Media;

/// <summary>What became of one fetch. Reasons are for the log: codes and request ids, never addresses, secrets or names of files.</summary>
public abstract record FetchResult
{
    private FetchResult()
    {
    }

    /// <summary>The bytes as the person sent them, whatever they turn out to be.</summary>
    /// <param name="Bytes">All of them.</param>
    /// <param name="FileName">As the platform names it now; empty where it does not. Untrusted: never a path.</param>
    public sealed record Fetched(ReadOnlyMemory<byte> Bytes, string FileName = "") : FetchResult
    {
        /// <summary>Never prints what people sent.</summary>
        public override string ToString() => $"{Bytes.Length} bytes";
    }

    /// <summary>More bytes than were asked for.</summary>
    public sealed record TooLarge : FetchResult;

    /// <summary>The platform has it no more.</summary>
    public sealed record Expired(string Reason) : FetchResult;

    /// <summary>Never: the address is none that we go to, or the bot may not have it.</summary>
    public sealed record Refused(string Reason) : FetchResult;

    /// <summary>Not now: a server error, a time-out, a reset. It may be tried again a little later.</summary>
    public sealed record Failed(string Reason, TimeSpan? Wait = null) : FetchResult;
}
