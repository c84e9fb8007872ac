using System.Globalization;

namespace BotHost.Conversation.Text;

/// <summary>What a sender must know of an answer to choose between a platform's text and its markdown message.</summary>
public static class MarkdownText
{
    /// <summary>
    /// True where the text would lose something if it were shown as it is: headings, lists, quotes, tables, code, emphasis, links.
    /// Underscores alone are not taken for emphasis: in names such as <c>__init__</c> they are meant as they stand.
    /// </summary>
    public static bool LooksLikeMarkdown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var isAfterTableRow = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (MarkdownLine.HasBlockMark(line) || MarkdownLine.HasInlineMark(line) || (isAfterTableRow && MarkdownLine.IsTableRule(line)))
                return true;
            isAfterTableRow = line.Contains('|');
        }

        return false;
    }

    /// <summary>
    /// The first line that says something, without its marks, for a notification or a title; empty if no line does. A line that is
    /// too long is cut between characters as people see them and ends in an ellipsis.
    /// </summary>
    /// <param name="markdown">The answer.</param>
    /// <param name="maxCharacters">The longest title in UTF-16 characters; at least 1.</param>
    public static string PlainTitle(string markdown, int maxCharacters)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCharacters, 1);

        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            if (MarkdownLine.IsFence(line) || MarkdownLine.IsTableRule(line))
                continue;

            var plain = MarkdownLine.Plain(line);
            if (SaysSomething(plain))
                return Shorten(plain, maxCharacters);
        }

        return "";
    }

    /// <summary>A letter, a digit or a picture; not a rule or stray punctuation.</summary>
    private static bool SaysSomething(string plain) => plain.Any(character => char.IsLetterOrDigit(character) || char.IsSurrogate(character));

    private static string Shorten(string plain, int maxCharacters)
    {
        if (plain.Length <= maxCharacters)
            return plain;

        const string ellipsis = "…";
        var length = 0;
        while (StringInfo.GetNextTextElementLength(plain.AsSpan(length)) is var next && length + next + ellipsis.Length <= maxCharacters)
            length += next;
        return string.Concat(plain.AsSpan(0, length).TrimEnd(), ellipsis);
    }
}
