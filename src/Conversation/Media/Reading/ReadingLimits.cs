namespace BotHost.Conversation.Media.Reading;

/// <summary>What reading one document may come to, however it was made.</summary>
internal sealed record ReadingLimits
{
    public static ReadingLimits Default { get; } = new();

    /// <summary>UTF-16 characters kept of a document's words. About 40,000 tokens of Chinese: more fits before few models.</summary>
    public int MaxCharacters { get; init; } = 60_000;

    /// <summary>Bytes that the compressed pieces of a document may unfold into, all together.</summary>
    public long MaxUnfoldedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Pieces looked at: entries of an archive, objects and pages of a PDF.</summary>
    public int MaxPieces { get; init; } = 20_000;
}
