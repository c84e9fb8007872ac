namespace BotHost.Simulator;

/// <summary>What a person attaches, and what the platform does when the host comes for it.</summary>
public sealed record SimulatedAttachment
{
    /// <summary>As the person's device named it; not every platform passes it on.</summary>
    public string FileName { get; init; } = "";

    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Of a voice message: what the platform recognised. Empty where it recognises nothing.</summary>
    public string Transcript { get; init; } = "";

    /// <summary>The platform has it no more.</summary>
    public bool IsExpired { get; init; }

    /// <summary>The platform answers the download with a redirect to this address.</summary>
    public Uri? RedirectTo { get; init; }

    /// <summary>
    /// On a platform whose messages, or whose answers, name an address to download from: this one is named instead of the platform's own, as
    /// a forger inside the platform would.
    /// </summary>
    public Uri? Elsewhere { get; init; }
}
