using System.Text;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>An answer as the parts that its platform takes.</summary>
internal static class AnswerParts
{
    /// <summary>What is beyond the platform's last part is left out, and the person is told so: better than a part that nobody takes.</summary>
    public static IReadOnlyList<string> Of(string text, ReplyCapabilities capabilities, Phrases phrases)
    {
        var parts = AnswerSplitter.Split(text, capabilities.MaxPartBytes, capabilities.MaxPartCharacters);
        if (parts.Count <= capabilities.MaxParts)
            return parts;

        var note = phrases.Shortened;
        var last = AnswerSplitter.Split(
            parts[capabilities.MaxParts - 1],
            capabilities.MaxPartBytes - Encoding.UTF8.GetByteCount(note),
            capabilities.MaxPartCharacters == int.MaxValue ? int.MaxValue : capabilities.MaxPartCharacters - note.Length);
        return [.. parts.Take(capabilities.MaxParts - 1), last[0] + note];
    }
}
