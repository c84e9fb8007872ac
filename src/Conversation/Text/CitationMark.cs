using System.Globalization;

namespace BotHost.Conversation.Text;

/// <summary>The marks by which models name their sources, and which no platform renders.</summary>
internal static class CitationMark
{
    /// <summary>Where a mark may begin.</summary>
    public const string FirstCharacters = "【[^\uE200\uE201\uE202";

    private const char Begin = '\uE200';
    private const char End = '\uE201';
    private const char Separator = '\uE202';
    private const int LongestOfFileSearch = 160;
    private const int LongestOfWebSearch = 400;
    private const int MostDigits = 4;

    /// <summary>
    /// The marks that search in the web leaves in the texts of servers: the number is the place in the server's own list. Kimi writes
    /// <c>[^1^]</c>; templates for DeepSeek <c>[citation:1]</c>; Model Studio's "enable_citation" <c>[ref_1]</c>; ERNIE <c>^[1]^</c>.
    /// </summary>
    private static readonly (string Before, string After)[] _numbered = [("[^", "^]"), ("[citation:", "]"), ("[ref_", "]"), ("^[", "]^")];

    /// <param name="text">Begins with one of <see cref="FirstCharacters"/>.</param>
    /// <param name="pieces">Is told of what the mark names.</param>
    /// <returns>The mark's length; 0 where it is none; null where more text has to tell.</returns>
    public static int? Read(ReadOnlySpan<char> text, IAnswerPieces pieces) => text[0] switch
    {
        '【' => ReadFileSearch(text, pieces),
        Begin => ReadWebSearch(text, pieces),
        End or Separator => 1,                  // left over from a mark, and invisible
        _ => ReadNumbered(text, pieces),
    };

    /// <summary><c>【4:0†source】</c>: an annotation of file search.</summary>
    /// <remarks>https://platform.openai.com/docs/assistants/tools/file-search, "file_citation".</remarks>
    private static int? ReadFileSearch(ReadOnlySpan<char> text, IAnswerPieces pieces)
    {
        var source = 1 + LengthOf(text[1..], static letter => char.IsAsciiDigit(letter) || letter == ':');
        if (source == text.Length)
        {
            return source > LongestOfFileSearch ? 0 : null;
        }

        if (source == 1 || text[source] != '†')
        {
            return 0;
        }

        var end = text.IndexOfAny('】', '\n');
        if (end < 0)
        {
            return text.Length > LongestOfFileSearch ? 0 : null;
        }

        if (text[end] != '】' || end > LongestOfFileSearch)
        {
            return 0;
        }

        pieces.Citation(text[1..source].ToString(), null);
        return end + 1;
    }

    /// <summary>U+E200 <c>cite</c> U+E202 <c>turn0search1</c> U+E201: what OpenAI's models write where a client of theirs is expected to draw a link.</summary>
    private static int? ReadWebSearch(ReadOnlySpan<char> text, IAnswerPieces pieces)
    {
        var end = text[1..].IndexOfAny(End, Begin) + 1;
        if (end == 0 && text.Length <= LongestOfWebSearch)
        {
            return null;
        }

        if (end is 0 or > LongestOfWebSearch || text[end] == Begin)
        {
            return 1;                           // without an end it is one more character that nobody sees
        }

        var parts = text[1..end].ToString().Split(Separator);
        if (parts.Length == 1)
        {
            return 1;                           // words between two characters that nobody sees
        }

        if (parts[0].EndsWith("cite", StringComparison.Ordinal))
        {
            foreach (var source in parts.Skip(1))
            {
                pieces.Citation(source, null);
            }
        }

        return end + 1;
    }

    private static int? ReadNumbered(ReadOnlySpan<char> text, IAnswerPieces pieces)
    {
        foreach (var (before, after) in _numbered)
        {
            if (!text.StartsWith(before, StringComparison.Ordinal))
            {
                if (text.Length < before.Length && before.AsSpan().StartsWith(text, StringComparison.Ordinal))
                {
                    return null;
                }

                continue;
            }

            var digits = LengthOf(text[before.Length..], char.IsAsciiDigit);
            var rest = text[(before.Length + digits)..];
            if (digits > MostDigits || (digits == 0 && rest.Length > 0))
            {
                return 0;
            }

            if (rest.StartsWith(after, StringComparison.Ordinal))
            {
                var number = int.Parse(text.Slice(before.Length, digits), NumberStyles.None, CultureInfo.InvariantCulture);
                pieces.Citation(text[..(before.Length + digits)].ToString(), number);
                return before.Length + digits + after.Length;
            }

            return rest.Length < after.Length && after.AsSpan().StartsWith(rest, StringComparison.Ordinal) ? null : 0;
        }

        return 0;
    }

    private static int LengthOf(ReadOnlySpan<char> text, Func<char, bool> isPart)
    {
        var length = 0;
        while (length < text.Length && isPart(text[length]))
        {
            length++;
        }

        return length;
    }
}
