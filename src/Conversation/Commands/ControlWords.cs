using System.Collections.Frozen;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Commands;

/// <summary>Which messages do not wait their turn. Asked for every message before it is stored, and so by its words alone.</summary>
internal static class ControlWords
{
    private static readonly FrozenSet<string> _words = FrozenSet.ToFrozenSet([.. StopCommand.Words, .. StatusCommand.Words], StringComparer.OrdinalIgnoreCase);
    private static readonly int _longest = _words.Max(word => word.Length);

    public static bool Are(IncomingMessage message) =>
        message.Kind == MessageKind.Message && MessageText.Of(message.Parts) is { Length: > 0 } text && text.Length <= _longest && _words.Contains(text);
}
