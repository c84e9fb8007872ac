using System.Text;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>Answers are markdown, as models write it: headings, lists, tables, code. Source: 被动回复消息 (101031).</summary>
internal static class WeComAiBotMarkdown
{
    /// <summary>Of a stream and of a message alike, in UTF-8. Sources: 被动回复消息 (101031), 主动回复消息 (101138).</summary>
    public const int MaxBytes = 20_480;

    /// <summary>Fit to be shown: nothing in it mentions anybody, as <c>&lt;@userid&gt;</c> does elsewhere in WeCom; a full-width sign in its place reads the same.</summary>
    public static string Clean(string answer) => Untrusted.Text(answer).ReplaceLineEndings("\n").Replace("<@", "＜@", StringComparison.Ordinal);

    /// <summary>The text and a note after it, of which the text gives way: never cut inside a character.</summary>
    public static string Fit(string text, string note = "")
    {
        var room = MaxBytes - Encoding.UTF8.GetByteCount(note);
        if (Encoding.UTF8.GetByteCount(text) <= room)
            return text + note;
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > room)
                break;
            length += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, length), note);
    }
}
