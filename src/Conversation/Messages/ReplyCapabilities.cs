namespace BotHost.Conversation.Messages;

/// <summary>What a platform can do with an answer, as data: one splitter and one delivery loop obey it for all platforms.</summary>
public sealed record ReplyCapabilities
{
    /// <summary>The largest text of one part, in UTF-8 bytes, with room left for what the sender adds (a mention, a title).</summary>
    public required int MaxPartBytes { get; init; }

    /// <summary>The largest text of one part, in UTF-16 characters.</summary>
    public int MaxPartCharacters { get; init; } = int.MaxValue;

    /// <summary>The most parts of one answer: a longer one ends with the last of them and says so.</summary>
    public int MaxParts { get; init; } = int.MaxValue;

    /// <summary>
    /// True where a picture can only come together with the text that follows it: then the pictures of an answer are its first parts, and it
    /// always ends with a text. Elsewhere they come after the text, if there is any.
    /// </summary>
    public bool PicturesFirst { get; init; }
}
