namespace BotHost.Simulator;

/// <summary>Something that a person sends, and what a host that reads it must make of it.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Kind">As the platform calls it.</param>
/// <param name="Attachment">Its bytes.</param>
public sealed record MediaSample(string Name, SimulatedMessageKind Kind, SimulatedAttachment Attachment)
{
    /// <summary>Words that the model must be told; empty for a picture, which it must be shown.</summary>
    public string Words { get; init; } = "";

    /// <summary>Of one that must be refused: what the person must be told, in a word of Chinese. Empty for one that must be read.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>True where only a platform that names a download's address can be made to send it.</summary>
    public bool NeedsNamedAddress { get; init; }

    /// <summary>True where people can send it, in private.</summary>
    public bool IsSentOn(ISimulatedPlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return (!NeedsNamedAddress || platform.NamesDownloadAddresses)
            && (Kind != SimulatedMessageKind.Audio || (Attachment.Transcript.Length > 0 ? platform.RecognisesSpeech : platform.HandsOverSound));
    }

    public override string ToString() => Name;
}
