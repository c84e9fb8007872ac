namespace BotHost.Simulator;

/// <summary>A message as its reader sees it.</summary>
internal sealed record QQMessage(string MsgType, string Title, string Text)
{
    /// <summary>"The bot is typing": seen, and gone again.</summary>
    public const string Typing = "typing";

    public IReadOnlyList<string> AtUserIds { get; init; } = [];

    /// <summary>As it was uploaded; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }
}
