using System.Text;

namespace BotHost.Conversation.Text;

/// <summary>The marks of one line of markdown (CommonMark 0.31.2 and GitHub's tables), as far as a glance can tell. Linear time.</summary>
internal static class MarkdownLine
{
    private const int DeepestHeading = 6;
    private const int MostListDigits = 9;

    /// <summary>Enough for any title with the addresses of its links; the rest of a longer line is not read.</summary>
    private const int LongestPlainLine = 2_000;

    public static bool IsFence(ReadOnlySpan<char> line) =>
        line.TrimStart() is var rest && (rest.StartsWith("```", StringComparison.Ordinal) || rest.StartsWith("~~~", StringComparison.Ordinal));

    /// <summary>The line between a table's header and its rows, such as <c>|---|:-:|</c>.</summary>
    public static bool IsTableRule(ReadOnlySpan<char> line) =>
        line.Contains('|') && line.Contains('-') && line.IndexOfAnyExcept("|-: \t") < 0;

    public static bool HasBlockMark(ReadOnlySpan<char> line) => IsFence(line) || LengthOfBlockMarks(line) > 0;

    public static bool HasInlineMark(ReadOnlySpan<char> line) =>
        HasPair(line, "**") || HasPair(line, "~~") || HasPair(line, "`") || HasPair(line, "*") || HasLink(line);

    /// <summary>The line's words without its marks.</summary>
    public static string Plain(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        while (LengthOfBlockMarks(line) is > 0 and var marks)
            line = line[marks..].Trim();
        if (line.StartsWith("[ ] ", StringComparison.Ordinal) || line.StartsWith("[x] ", StringComparison.OrdinalIgnoreCase))
            line = line[4..];   // a task
        if (line.Length > LongestPlainLine)
            line = line[..(char.IsHighSurrogate(line[LongestPlainLine - 1]) ? LongestPlainLine - 1 : LongestPlainLine)];

        var isTableRow = line.StartsWith("|", StringComparison.Ordinal);
        var plain = new StringBuilder(line.Length);
        for (var index = 0; index < line.Length; index++)
        {
            var rest = line[index..];
            if (line[index] == '\\' && rest.Length > 1 && char.IsPunctuation(rest[1]))
                plain.Append(line[++index]);
            else if (LengthOfTarget(rest) is > 0 and var target)
                index += target - 1;
            else if (isTableRow && line[index] == '|')
                plain.Append(' ');
            else if (!IsInlineMark(line, index))
                plain.Append(line[index]);
        }

        return string.Join(' ', plain.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A heading's, a quote's or a list item's mark and the blank after it.</summary>
    private static int LengthOfBlockMarks(ReadOnlySpan<char> line)
    {
        var indentation = line.Length - line.TrimStart().Length;
        var rest = line[indentation..];
        if (rest.IsEmpty)
            return 0;
        if (rest[0] == '>')
            return rest.StartsWith(">=", StringComparison.Ordinal) ? 0 : indentation + 1;

        var length = rest[0] switch
        {
            '#' => CountOf('#', rest) is <= DeepestHeading and var depth ? depth : 0,
            '-' or '+' or '*' => 1,
            _ => LengthOfNumber(rest),
        };
        return length > 0 && length < rest.Length && rest[length] is ' ' or '\t' ? indentation + length + 1 : 0;
    }

    private static int LengthOfNumber(ReadOnlySpan<char> rest)
    {
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and <= MostListDigits && rest[digits] is '.' or ')' ? digits + 1 : 0;
    }

    private static int CountOf(char mark, ReadOnlySpan<char> rest) => rest.IndexOfAnyExcept(mark) is >= 0 and var count ? count : rest.Length;

    /// <summary>True where <paramref name="mark"/> opens before a word and closes after one: <c>2 * 3 * 4</c> and <c>2*3*4</c> do not.</summary>
    private static bool HasPair(ReadOnlySpan<char> line, ReadOnlySpan<char> mark)
    {
        var isOpen = false;
        var index = 0;
        while (line[index..].IndexOf(mark) is >= 0 and var offset)
        {
            index += offset;
            var run = CountOf(mark[0], line[index..]);
            var before = index > 0 ? line[index - 1] : ' ';
            var after = index + run < line.Length ? line[index + run] : ' ';
            if (isOpen && !char.IsWhiteSpace(before) && !char.IsAsciiLetterOrDigit(after))
                return true;
            isOpen |= !char.IsWhiteSpace(after) && !char.IsAsciiLetterOrDigit(before);
            index += run;
        }

        return false;
    }

    /// <summary>A star is no mark between blanks, nor between digits or letters: there it multiplies.</summary>
    private static bool IsEmphasis(ReadOnlySpan<char> line, int index)
    {
        if ((index > 0 && line[index - 1] == '*') || (index + 1 < line.Length && line[index + 1] == '*'))
            return true;

        var before = index > 0 ? line[index - 1] : ' ';
        var after = index + 1 < line.Length ? line[index + 1] : ' ';
        return !(char.IsWhiteSpace(before) && char.IsWhiteSpace(after)) && !(char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(after));
    }

    private static bool HasLink(ReadOnlySpan<char> line)
    {
        var middle = line.IndexOf("](");
        return middle > 0 && line[..middle].Contains('[') && line[middle..].Contains(')');
    }

    /// <summary>The <c>](address)</c> of a link or a picture; the words before it stay.</summary>
    private static int LengthOfTarget(ReadOnlySpan<char> rest) =>
        rest.StartsWith("](", StringComparison.Ordinal) && rest.IndexOf(')') is > 0 and var end ? end + 1 : 0;

    private static bool IsInlineMark(ReadOnlySpan<char> line, int index) => line[index] switch
    {
        '`' => true,
        '*' => IsEmphasis(line, index),
        '~' => (index > 0 && line[index - 1] == '~') || (index + 1 < line.Length && line[index + 1] == '~'),
        '[' => line[index..].Contains("](", StringComparison.Ordinal),
        '!' => line[index..].StartsWith("![", StringComparison.Ordinal),
        '#' => line[index..].Trim('#').IsEmpty,   // a heading may be closed like this: ## Title ##
        _ => false,
    };
}
