namespace BotHost.Simulator;

/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">Its words; of a content in parts those of the text parts.</param>
public sealed record ChatRequestMessage(string Role, string Text)
{
    /// <summary>What its content is made of, in that order; of a content that is a string, that one part.</summary>
    public IReadOnlyList<ChatRequestPart> Parts { get; init; } = [];

    /// <summary>The pictures among the parts.</summary>
    public IReadOnlyList<ChatRequestPart.Picture> Pictures => [.. Parts.OfType<ChatRequestPart.Picture>()];
}

/// <summary>A part of a message's content.</summary>
public abstract record ChatRequestPart
{
    private ChatRequestPart()
    {
    }

    public sealed record Text(string Value) : ChatRequestPart;

    /// <param name="MediaType">As the data URL names it.</param>
    /// <param name="Bytes">What it holds.</param>
    public sealed record Picture(string MediaType, ReadOnlyMemory<byte> Bytes) : ChatRequestPart;
}
