namespace BotHost.Simulator;

/// <summary>A message as its reader sees it.</summary>
internal sealed record DingTalkMessage(string MsgType, string Title, string Text)
{
    public IReadOnlyList<string> AtUserIds { get; init; } = [];

    /// <summary>The picture that is seen in it, if it is one that the robot uploaded.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }
}
