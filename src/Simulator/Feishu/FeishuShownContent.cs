namespace BotHost.Simulator;

/// <summary>The content of a message as its reader sees it.</summary>
/// <param name="Title">In the list of chats; empty where there is none.</param>
/// <param name="Text">What is read.</param>
/// <param name="Mentions">The ids of those whose phone rings, or <c>all</c>.</param>
internal sealed record FeishuShownContent(string Title, string Text, IReadOnlyList<string> Mentions)
{
    /// <summary>Of an image.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }

    /// <summary>Of an interactive message with its card inside.</summary>
    public FeishuCardContent? Card { get; init; }

    /// <summary>Of an interactive message that only names a card entity.</summary>
    public string? CardId { get; init; }
}
