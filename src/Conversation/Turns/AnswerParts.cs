using System.Text;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>An answer as the parts that its platform takes.</summary>
internal static class AnswerParts
{
    /// <summary>What is beyond the platform's last part is left out, and the person is told so: better than a part that nobody takes.</summary>
    public static IReadOnlyList<Part> Of(Answer answer, ReplyCapabilities capabilities, Phrases phrases)
    {
        // A picture comes beside the text, not instead of it; where only the text can carry it, there is one.
        var text = answer.Text.Length == 0 && capabilities.PicturesFirst ? phrases.PictureMade : answer.Text;
        if (capabilities.PicturesFirst)
            return [.. answer.Pictures, .. Texts(text, capabilities, capabilities.MaxParts, phrases)];

        var pictures = answer.Pictures.Take(text.Length == 0 ? capabilities.MaxParts : capabilities.MaxParts - 1).ToList();
        return text.Length == 0 ? [.. pictures] : [.. Texts(text, capabilities, capabilities.MaxParts - pictures.Count, phrases), .. pictures];
    }

    private static IEnumerable<Part> Texts(string text, ReplyCapabilities capabilities, int most, Phrases phrases) =>
        Cut(text, capabilities, most, phrases).Select(part => new TextPart(part));

    private static IReadOnlyList<string> Cut(string text, ReplyCapabilities capabilities, int most, Phrases phrases)
    {
        var parts = AnswerSplitter.Split(text, capabilities.MaxPartBytes, capabilities.MaxPartCharacters);
        if (parts.Count <= most)
            return parts;

        var note = phrases.Shortened;
        var last = AnswerSplitter.Split(
            parts[most - 1],
            capabilities.MaxPartBytes - Encoding.UTF8.GetByteCount(note),
            capabilities.MaxPartCharacters == int.MaxValue ? int.MaxValue : capabilities.MaxPartCharacters - note.Length);
        return [.. parts.Take(most - 1), last[0] + note];
    }
}
