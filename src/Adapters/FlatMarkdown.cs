using System.Text;
using System.Text.RegularExpressions;
using BotHost.Conversation.Text;

namespace BotHost.Adapters;

/// <summary>An answer for those who show its text as it is: the marks go, what they meant stays readable.</summary>
internal static partial class FlatMarkdown
{
    /// <summary>A control character: no answer holds one any more when its lines are read.</summary>
    private const string Placeholder = "\u0001";

    /// <summary>The words without their marks; code as it is written. A text without markdown is not touched.</summary>
    /// <param name="text">Trimmed, its lines ended by line feeds, without control characters.</param>
    public static string Of(string text) => Flatten(text, keepInline: false);

    /// <summary>Headings, quotes, bold, links and code within a line stay; lists, tables, rules and blocks of code lose their marks.</summary>
    /// <inheritdoc cref="Of"/>
    public static string WithInlineMarks(string text) => Flatten(text, keepInline: true);

    private static string Flatten(string text, bool keepInline)
    {
        if (!MarkdownText.LooksLikeMarkdown(text))
            return text;

        var plain = new StringBuilder(text.Length);
        var fence = "";
        foreach (var line in text.Split('\n'))
        {
            if (fence.Length > 0)
            {
                if (Closes(fence, line))
                    fence = "";
                else
                    plain.Append(line).Append('\n');
            }
            else if (Fence().Match(line) is { Success: true } opening)
            {
                fence = opening.Groups[1].Value;
            }
            else if (!IsTableRule(line))
            {
                plain.Append(Line(line, keepInline)).Append('\n');
            }
        }

        // An answer of nothing but marks is sent as it is: an empty message is refused.
        return plain.ToString().Trim('\n') is { } result && !string.IsNullOrWhiteSpace(result) ? result : text;
    }

    private static string Line(string line, bool keepInline)
    {
        string Words(string words) => keepInline ? words : Inline(words);
        if (Rule().IsMatch(line))
            return "————";
        var heading = Heading().Match(line);
        if (heading.Success)
            return keepInline ? line : Inline(heading.Groups[1].Value);
        var item = ListItem().Match(line);
        if (item.Success)
            return $"{item.Groups[1].Value}• {Words(line[item.Length..])}";
        return line.TrimStart().StartsWith('|') ? string.Join(" | ", Cells(line).Select(Words)) : Words(line);
    }

    private static IEnumerable<string> Cells(string row) => row.Trim().Trim('|').Split('|').Select(cell => cell.Trim());

    /// <summary>Code and addresses are meant as they stand: they step aside while the marks around them go.</summary>
    private static string Inline(string text)
    {
        var aside = new Queue<string>();
        text = Verbatim().Replace(text, match =>
        {
            aside.Enqueue(match.Groups["code"] is { Success: true } code ? code.Value.Trim() : Link(match.Groups["words"].Value, match.Groups["address"].Value));
            return Placeholder;
        });
        text = Strong().Replace(text, "$1");
        text = Emphasis().Replace(text, "$1");
        text = Struck().Replace(text, "$1");
        text = Escape().Replace(text, "$1");
        return aside.Count == 0 ? text : Regex.Replace(text, Placeholder, _ => aside.Dequeue());
    }

    private static string Link(string words, string address)
    {
        words = Inline(words);
        return words.Length == 0 || words == address ? address : $"{words} ({address})";
    }

    /// <summary>The line between a table's head and its rows.</summary>
    private static bool IsTableRule(string line) =>
        line.Contains('|', StringComparison.Ordinal) && line.Contains('-', StringComparison.Ordinal) && line.AsSpan().IndexOfAnyExcept("|-: \t") < 0;

    private static bool Closes(string fence, string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length >= fence.Length && text.TrimStart(fence[0]).IsEmpty;
    }

    [GeneratedRegex(@"^\s*(`{3,}(?=[^`]*$)|~{3,})", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(\s*)[-*+][ \t]+(?:\[[ xX]\][ \t]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"^ {0,3}(?:-[ \t]*){3,}$|^ {0,3}(?:\*[ \t]*){3,}$|^ {0,3}(?:_[ \t]*){3,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    /// <summary>A code span, a link or a picture.</summary>
    [GeneratedRegex(
        @"(?<![`\\])(?<ticks>`{1,3})(?!`)(?<code>.+?)(?<!`)\k<ticks>(?!`)"
        + @"|!?\[(?<words>[^\[\]]*)\]\(<?(?<address>[^()\s<>]+(?:\([^()\s<>]*\)[^()\s<>]*)?)>?(?:\s+""[^""]*"")?\)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Verbatim();

    /// <summary>Between digits and letters stars multiply.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9*\\])\*\*(?=[^\s*])(.+?)(?<=[^\s\\])\*\*(?!\*)", RegexOptions.CultureInvariant)]
    private static partial Regex Strong();

    [GeneratedRegex(@"(?<![A-Za-z0-9*\\])\*(?=[^\s*])([^*]*[^\s*\\])\*(?![A-Za-z0-9*])", RegexOptions.CultureInvariant)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"(?<!~)~~(?=[^\s~])(.+?)(?<=\S)~~(?!~)", RegexOptions.CultureInvariant)]
    private static partial Regex Struck();

    [GeneratedRegex(@"\\([*_`#~\[\]|>])", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
