using System.Text;

namespace BotHost.Conversation.Text;

/// <summary>A fenced code block: how it is closed at the end of one part and opened again at the start of the next.</summary>
/// <remarks>
/// CommonMark 0.31.2, section 4.5, read as models write it: any indentation, and inside quotes and list items too. The end of a
/// quote or of a list item does not end the block here; only its closing line does.
/// </remarks>
internal sealed class CodeFence
{
    private const int ShortestFence = 3;

    private readonly char _mark;
    private readonly int _length;
    private readonly bool _quoted;

    private CodeFence(char mark, int length, bool quoted, string prefix, string suffix)
    {
        _mark = mark;
        _length = length;
        _quoted = quoted;
        Prefix = prefix;
        Suffix = suffix;
        PrefixBytes = Encoding.UTF8.GetByteCount(prefix);
        SuffixBytes = Encoding.UTF8.GetByteCount(suffix);
    }

    /// <summary>The opening line with its info string, and a line end; empty for a fence that is not carried.</summary>
    public string Prefix { get; }

    /// <summary>A line end and the closing line; empty for a fence that is not carried.</summary>
    public string Suffix { get; }

    public int PrefixBytes { get; }

    public int SuffixBytes { get; }

    /// <summary>False where the two lines would take more than half of a part: such a block is cut like any text.</summary>
    public bool IsCarried => Suffix.Length > 0;

    /// <summary>The block that the first line of <paramref name="rest"/> opens, or null.</summary>
    public static CodeFence? Open(ReadOnlySpan<char> rest, int maxBytes, int maxCharacters)
    {
        var indentation = LengthOfContainers(rest);
        var fence = rest[indentation..];
        var length = LengthOfMarks(fence);
        if (length == 0)
            return null;

        var line = LineOf(fence).TrimEnd();
        if (fence[0] == '`' && line[length..].Contains('`'))
            return null;   // ```code``` within a line

        var containers = Continued(rest[..indentation]);
        var mark = fence[0];
        var quoted = containers.Contains('>');
        var carried = new CodeFence(mark, length, quoted, $"{containers}{line}\n", $"\n{containers}{line[..length]}");
        return 2L * (carried.PrefixBytes + carried.SuffixBytes) <= maxBytes
            && 2L * (carried.Prefix.Length + carried.Suffix.Length) <= maxCharacters
            ? carried
            : new CodeFence(mark, length, quoted, "", "");
    }

    /// <summary>True where the first line of <paramref name="rest"/> closes this block.</summary>
    public bool IsClosedBy(ReadOnlySpan<char> rest)
    {
        var fence = rest.TrimStart(_quoted ? " \t>" : " \t");
        var length = LengthOfMarks(fence);
        return length >= _length && fence[0] == _mark && LineOf(fence[length..]).IsWhiteSpace();
    }

    /// <summary>The first line of <paramref name="rest"/>, without its end.</summary>
    public static ReadOnlySpan<char> LineOf(ReadOnlySpan<char> rest) => rest.IndexOf('\n') is >= 0 and var end ? rest[..end] : rest;

    /// <summary>The marks of a fence with which <paramref name="text"/> begins; 0 where they are none or too few.</summary>
    public static int LengthOfMarks(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is not ('`' or '~'))
            return 0;
        var length = text.IndexOfAnyExcept(text[0]) is >= 0 and var end ? end : text.Length;
        return length >= ShortestFence ? length : 0;
    }

    /// <summary>What stands before a fence: indentation, quote marks, list markers.</summary>
    public static int LengthOfContainers(ReadOnlySpan<char> text)
    {
        var index = 0;
        while (index < text.Length)
        {
            if (text[index] is ' ' or '\t' or '>')
                index++;
            else if (LengthOfListMarker(text[index..]) is > 0 and var marker)
                index += marker;
            else
                break;
        }

        return index;
    }

    private static int LengthOfListMarker(ReadOnlySpan<char> text)
    {
        const int mostDigits = 9;   // CommonMark, section 5.2
        var digits = 0;
        while (digits < text.Length && digits < mostDigits && char.IsAsciiDigit(text[digits]))
            digits++;

        var isMarker = digits < text.Length && (digits > 0 ? text[digits] is '.' or ')' : text[0] is '-' or '+' or '*');
        return isMarker && digits + 1 < text.Length && text[digits + 1] is ' ' or '\t' ? digits + 2 : 0;
    }

    /// <summary>The same containers one line on: a list marker is not repeated, its width stays.</summary>
    private static string Continued(ReadOnlySpan<char> containers) =>
        string.Create(containers.Length, containers, static (target, source) =>
        {
            for (var index = 0; index < source.Length; index++)
                target[index] = source[index] is '>' or '\t' ? source[index] : ' ';
        });
}
