namespace BotHost.Conversation.Commands;

/// <summary>What people say to have the bot's own settings back.</summary>
internal static class ResetWords
{
    private static readonly string[] _words = ["reset", "重置", "默认", "恢复默认"];

    public static bool Are(string words) => _words.Contains(words, StringComparer.OrdinalIgnoreCase);
}
