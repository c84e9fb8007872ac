using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>The strings that a workbook keeps in one list for all its cells. Source: ECMA-376, Part 1, 18.4.</summary>
internal static class SharedStrings
{
    /// <summary>How many times over what can be shown is held before it is looked at which of it can be.</summary>
    private const int Slack = 4;

    /// <param name="part">The list; null where there is none.</param>
    /// <param name="firstUses">Which strings are wanted, by their number; and which are shown before others.</param>
    /// <param name="maxCharacters">How much of them all can be shown.</param>
    public static IReadOnlyDictionary<int, string> Read(OfficeXml? part, IReadOnlyDictionary<int, int> firstUses, int maxCharacters)
    {
        var kept = new Dictionary<int, string>();
        if (part is null)
            return kept;

        var (length, lastUse, open) = (0L, int.MaxValue, firstUses.Count);
        var root = part.Root();
        for (var number = 0; open > 0 && part.Next(root);)
        {
            if (part.Name != "x:si")
                continue;
            if (!firstUses.TryGetValue(number++, out var use))
            {
                part.Skip();
                continue;
            }

            open--;
            var words = ReadString(part, maxCharacters);
            if (use > lastUse)
                continue;
            kept.Add(number - 1, words);
            length += words.Length;
            if (length > (long)Slack * maxCharacters)
                (length, lastUse) = DropUnseen(kept, firstUses, maxCharacters);
        }

        return kept;
    }

    /// <summary>Characters that XML cannot hold are spelled <c>_x000D_</c> (ST_Xstring, 22.9.2.19); those that texts can hold become themselves.</summary>
    public static string Unescape(string words)
    {
        if (!words.Contains("_x00", StringComparison.OrdinalIgnoreCase))
            return words;

        var plain = new StringBuilder(words.Length);
        for (var index = 0; index < words.Length; index++)
        {
            if (IsEscape(words.AsSpan(index), out var code))
            {
                index += 6;
                if (code == 0x5F)
                    plain.Append('_');
                else if (index + 1 < words.Length && words[index + 1] != ' ')
                    plain.Append(' ');      // A line end, mostly.
            }
            else
            {
                plain.Append(words[index]);
            }
        }

        return plain.ToString();
    }

    private static bool IsEscape(ReadOnlySpan<char> text, out int code)
    {
        code = 0;
        return text is ['_', 'x', '0', '0', _, _, '_', ..] && int.TryParse(text[4..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)
            && code is < 0x20 or 0x5F;
    }

    /// <summary>A string is in runs of its own formats; how it is pronounced is no part of it.</summary>
    private static string ReadString(OfficeXml part, int maxCharacters)
    {
        var words = new BoundedText(maxCharacters);
        var scope = part.Enter();
        while (part.Next(scope))
        {
            if (part.Name == "x:t")
                part.AppendText(words);
            else if (part.Name == "x:rPh")
                part.Skip();
        }

        return Unescape(words.ToLine());
    }

    /// <summary>Once the strings that are shown first fill all there is to show, whatever is first shown after them is never seen.</summary>
    private static (long Length, int LastUse) DropUnseen(Dictionary<int, string> kept, IReadOnlyDictionary<int, int> firstUses, int maxCharacters)
    {
        var length = 0L;
        var lastUse = 0;
        foreach (var (number, words) in kept.OrderBy(pair => firstUses[pair.Key]).ToList())
        {
            if (length > maxCharacters)
            {
                kept.Remove(number);
                continue;
            }

            length += words.Length;
            lastUse = firstUses[number];
        }

        return (length, lastUse);
    }
}
