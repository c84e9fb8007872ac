using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>
/// Reads JSON strings that a strict reader refuses: some servers cut an emoji's two escapes (\ud83d, \ude00) between two events, or bytes
/// in the middle of a character.
/// </summary>
internal static class LenientText
{
    /// <summary>The reader stands on a string. Halves of surrogate pairs stay as they are; broken UTF-8 becomes U+FFFD.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var at = 0; at < escaped.Length; at++)
        {
            var c = escaped[at];
            if (c != '\\' || at + 1 == escaped.Length)
            {
                text.Append(c);
                continue;
            }

            var mark = escaped[++at];
            if (mark != 'u')
            {
                text.Append(mark switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => mark });
                continue;
            }

            // The reader has checked that four hexadecimal digits follow.
            text.Append((char)ushort.Parse(escaped.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            at += 4;
        }

        return text.ToString();
    }
}
