namespace BotHost.Simulator;

/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">Its words; of a content in parts those of the text parts, of a tool what it gave.</param>
public sealed record ChatRequestMessage(string Role, string Text)
{
    /// <summary>What its content is made of, in that order; of a content that is a string, that one part.</summary>
    public IReadOnlyList<ChatRequestPart> Parts { get; init; } = [];

    /// <summary>The pictures among the parts.</summary>
    public IReadOnlyList<ChatRequestPart.Picture> Pictures => [.. Parts.OfType<ChatRequestPart.Picture>()];

    /// <summary>The tools that the model asked for in it.</summary>
    public IReadOnlyList<FakeToolCall> ToolCalls { get; init; } = [];

    /// <summary>Of a tool: the call that it answers.</summary>
    public string ToolCallId { get; init; } = "";

    /// <summary>One line that is the same whatever the protocol: two models were told the same if all their lines are equal.</summary>
    public override string ToString()
    {
        var pictures = string.Concat(Pictures.Select(picture => $" [{picture.MediaType} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture.Bytes.Span))[..16]}]"));
        var calls = string.Concat(ToolCalls.Select(call => $" [call {call.Id} {call.Name} {call.Arguments}]"));
        return $"{Role}{(ToolCallId.Length > 0 ? $" {ToolCallId}" : "")}: {Text}{pictures}{calls}";
    }
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
