using System.Text;
using BotHost.Adapters.Json;

namespace BotHost.Adapters;

/// <summary>Makes what strangers sent fit to be stored, shown and sent on.</summary>
internal static class Untrusted
{
    /// <summary>The longest id we take. The longest seen on any platform has about 150 characters; a longer one is no id.</summary>
    public const int MaxIdCharacters = 512;

    /// <summary>The longest name kept: enough to recognise a person, a group or a file by.</summary>
    public const int MaxNameCharacters = 128;

    /// <summary>True for an id that can be stored, compared and sent back as it is: short, no control characters, no half of a pair.</summary>
    public static bool IsId(string id)
    {
        if (id.Length is 0 or > MaxIdCharacters)
            return false;
        foreach (var rune in id.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Text without the control characters that databases and other platforms refuse (NUL first of all); line ends and tabs stay.
    /// Unpaired surrogates become U+FFFD.
    /// </summary>
    public static string Text(string text)
    {
        if (!NeedsCleaning(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\r' or '\t')
                clean.AppendRune(rune);
        }

        return clean.ToString();
    }

    /// <summary>One line of at most <see cref="MaxNameCharacters"/>, never cut inside a surrogate pair.</summary>
    public static string Name(string name)
    {
        var line = Text(name).ReplaceLineEndings(" ").Replace('\t', ' ').Trim();
        if (line.Length <= MaxNameCharacters)
            return line;
        var length = char.IsHighSurrogate(line[MaxNameCharacters - 1]) ? MaxNameCharacters - 1 : MaxNameCharacters;
        return line[..length];
    }

    private static bool NeedsCleaning(string text)
    {
        foreach (var character in text)
        {
            if (char.IsSurrogate(character) || char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                return true;
        }

        return false;
    }
}
