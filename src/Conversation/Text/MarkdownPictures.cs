using System.Text;
using System.Text.RegularExpressions;

namespace BotHost.Conversation.Text;

/// <summary>A picture in markdown: <c>![alt](address)</c>.</summary>
/// <param name="Start">Where it begins in its text.</param>
/// <param name="Length">Of the whole mark.</param>
/// <param name="Alt">What it shows, in words; may be empty.</param>
/// <param name="Address">Where it lies, as it stands.</param>
internal readonly record struct MarkdownPicture(int Start, int Length, string Alt, string Address)
{
    /// <summary>True if its bytes stand in the text itself.</summary>
    public bool IsEmbedded => Address.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same as a link. What lies in the text itself cannot be linked to: of that the words stay.</summary>
    public string Link => IsEmbedded ? Alt : $"[{(Alt.Length > 0 ? Alt : Address)}]({Address})";
}

/// <summary>Finds the pictures of an answer, but not those in code, which are meant as they stand.</summary>
internal static partial class MarkdownPictures
{
    public static IReadOnlyList<MarkdownPicture> Find(string text)
    {
        if (!text.Contains("![", StringComparison.Ordinal))
        {
            return [];
        }

        List<MarkdownPicture> found = [];
        CodeFence? fence = null;
        for (var start = 0; start < text.Length;)
        {
            var line = CodeFence.LineOf(text.AsSpan(start));
            if (fence is null)
            {
                fence = CodeFence.Open(line, int.MaxValue, int.MaxValue);
                if (fence is null)
                {
                    FindInLine(text, start, line.Length, found);
                }
            }
            else if (fence.IsClosedBy(line))
            {
                fence = null;
            }

            start += line.Length + 1;
        }

        return found;
    }

    /// <summary>The text with all its pictures as links.</summary>
    public static string AsLinks(string text)
    {
        var found = Find(text);
        return found.Count == 0 ? text : Replace(text, found, found.Distinct().ToDictionary(picture => picture, picture => picture.Link));
    }

    /// <summary>The text as somebody can be reminded of it: of pictures that stand in it the words remain, not megabytes of Base64.</summary>
    public static string WithoutEmbedded(string text)
    {
        IReadOnlyList<MarkdownPicture> found = [.. Find(text).Where(picture => picture.IsEmbedded)];
        return found.Count == 0 ? text : Replace(text, found, found.ToDictionary(picture => picture, picture => $"[{picture.Alt}]"));
    }

    /// <summary>The beginning of a text that is still being written, before a picture at its end whose bytes have not all come.</summary>
    public static string BeforeUnfinished(string text)
    {
        var bytes = text.LastIndexOf("](data:", StringComparison.OrdinalIgnoreCase);
        var start = bytes < 0 ? -1 : text.LastIndexOf("![", bytes, StringComparison.Ordinal);
        return start >= 0 && text.AsSpan(bytes).IndexOfAny(")\n") < 0 ? text[..start].TrimEnd() : text;
    }

    public static string Replace(string text, IReadOnlyList<MarkdownPicture> found, IReadOnlyDictionary<MarkdownPicture, string> replacements)
    {
        var replaced = new StringBuilder(text.Length);
        var end = 0;
        foreach (var picture in found)
        {
            replaced.Append(text, end, picture.Start - end).Append(replacements[picture]);
            end = picture.Start + picture.Length;
        }

        return replaced.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>The bytes of a picture that lies in the text itself, as <c>data:image/png;base64,…</c>; null for any other address.</summary>
    public static byte[]? Embedded(string address)
    {
        const string Mark = ";base64,";
        var comma = address.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        if (comma < 0 || !address.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[((address.Length - comma - Mark.Length) / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(address.AsSpan(comma + Mark.Length), bytes, out var written) ? bytes[..written] : null;
    }

    private static void FindInLine(string text, int start, int length, List<MarkdownPicture> found)
    {
        var at = start;
        while (at < start + length)
        {
            var match = CodeOrPicture().Match(text, at, start + length - at);
            if (!match.Success)
            {
                return;
            }

            if (match.Groups["address"].Success)
            {
                found.Add(new MarkdownPicture(match.Index, match.Length, match.Groups["alt"].Value.Trim(), match.Groups["address"].Value));
            }

            at = match.Index + match.Length;
        }
    }

    /// <summary>Code within a line is matched so that it is passed over.</summary>
    [GeneratedRegex(
        """``[^\n]*?``|`[^`\n]*`|!\[(?<alt>[^\]\n]{0,300})\]\(\s{0,4}<?(?<address>https?://[^)\s>]+|data:image/[^)\s>]+)>?(?:\s+"[^"\n]{0,300}")?\s{0,4}\)""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CodeOrPicture();
}
