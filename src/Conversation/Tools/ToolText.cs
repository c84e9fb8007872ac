using System.Text;

namespace BotHost.Conversation.Tools;

/// <summary>Cuts texts of tools, never in the middle of a character.</summary>
internal static class ToolText
{
    /// <summary>At most that many UTF-16 characters from the beginning.</summary>
    public static string Beginning(string text, int characters)
    {
        if (text.Length <= characters)
            return text;
        return text[..(characters > 0 && char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)];
    }

    /// <summary>At most that many UTF-8 bytes, with a word that there was more.</summary>
    public static string WithinBytes(string text, int bytes)
    {
        if (text.Length <= bytes / 3 || Encoding.UTF8.GetByteCount(text) <= bytes)
            return text;

        var note = $"\n[The result was cut here: it has {text.Length} characters in all.]";
        var room = Math.Max(0, bytes - Encoding.UTF8.GetByteCount(note));
        Encoding.UTF8.GetEncoder().Convert(text, new byte[room], flush: false, out var used, out _, out _);
        return Beginning(text, used) + note;
    }

    /// <summary>At most that many UTF-16 characters, with a word that there was more: what is remembered.</summary>
    public static string WithinCharacters(string text, int characters) =>
        text.Length <= characters ? text : $"{Beginning(text, characters)}\n[Cut here: of {text.Length} characters no more is remembered.]";
}
