namespace BotHost.Simulator;

/// <summary>A message as its reader sees it.</summary>
internal sealed record DingTalkMessage(string MsgType, string Title, string Text)
{
    public IReadOnlyList<string> AtUserIds { get; init; } = [];
}

/// <summary>A message that cannot be shown, and why.</summary>
internal sealed class MessageRefusedException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;
}
