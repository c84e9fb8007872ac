using System.Text;
using System.Text.RegularExpressions;
using BotHost.Conversation.Text;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// Makes an answer look on Feishu as its author meant it, and lets no model write what the platform would take for a command: a tag, a
/// mention, the key of a picture. Sources: 发送消息内容, 卡片 JSON 2.0 富文本（Markdown）组件; the number of tables from field reports.
/// </summary>
internal static partial class FeishuMarkdown
{
    /// <summary>The list of chats shows about this many.</summary>
    private const int MaxSummaryCharacters = 60;

    /// <summary>For an answer without a single word, such as a table of numbers.</summary>
    private const string NoSummary = "回答";

    /// <summary>A card was refused for its fourth table (field); more are shown as they were written.</summary>
    private const int MaxTables = 3;

    /// <summary>Breaks a tag and is not seen.</summary>
    private const string Broken = "<\u200B";

    /// <summary>
    /// The forms that may carry an answer, the best one first, the last one refused by nobody: plain text as it is; markdown in a post, which
    /// people can select and quote; headings and tables, which posts do not know, in a card.
    /// </summary>
    public static IReadOnlyList<FeishuMessage> Compose(string answer)
    {
        var text = Clean(answer);
        var plain = FeishuMessage.Text(BrokenTags().Replace(text, Broken));
        if (!MarkdownText.LooksLikeMarkdown(text))
            return [plain];
        var post = FeishuMessage.Post(Rewrite(text, Dialect.Post, out var needsCard));
        return needsCard ? [FeishuMessage.Card(FeishuCard.Complete(Summary(text), ForCard(text))), post, plain] : [post, plain];
    }

    /// <summary>What the one element of a card may hold.</summary>
    public static string ForCard(string answer) => Rewrite(Clean(answer), Dialect.Card, out _);

    /// <summary>The same without all that a card may be refused for.</summary>
    public static string ForPlainCard(string answer) => Rewrite(Clean(answer), Dialect.PlainCard, out _);

    /// <summary>One line for the list of chats.</summary>
    public static string Summary(string answer) =>
        MarkdownText.PlainTitle(Clean(answer), MaxSummaryCharacters) is { Length: > 0 } summary ? BrokenMention().Replace(summary, Broken) : NoSummary;

    private static string Clean(string answer) => Untrusted.Text(answer).ReplaceLineEndings("\n").Trim();

    private static string Rewrite(string text, Dialect dialect, out bool needsCard)
    {
        needsCard = false;
        var lines = text.Split('\n');
        var result = new StringBuilder(text.Length + 64);
        var fence = "";
        var tables = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                result.Append('\n');
            if (fence.Length > 0)
            {
                AppendCode(result, lines[i], dialect);
                if (Closes(fence, lines[i]))
                    fence = "";
            }
            else if (Fence().Match(lines[i]) is { Success: true } opening)
            {
                AppendCode(result, lines[i], dialect);
                fence = opening.Groups[1].Value;
            }
            else if (TableAt(lines, i) is > 0 and var rows)
            {
                needsCard = true;
                tables++;
                AppendTable(result, lines.AsSpan(i, rows), dialect, isShown: dialect == Dialect.Card && tables <= MaxTables);
                i += rows - 1;
            }
            else
            {
                needsCard |= Heading().IsMatch(lines[i]);
                AppendLine(result, lines[i], dialect);
            }
        }

        return result.ToString();
    }

    private static void AppendTable(StringBuilder result, ReadOnlySpan<string> rows, Dialect dialect, bool isShown)
    {
        if (isShown)
        {
            for (var row = 0; row < rows.Length; row++)
                AppendLine(row > 0 ? result.Append('\n') : result, rows[row], dialect);
            return;
        }

        var fence = new string('`', Math.Max(3, 1 + rows.ToArray().Max(row => Ticks().Matches(row).Select(ticks => ticks.Length).DefaultIfEmpty(0).Max())));
        result.Append(fence);
        foreach (var row in rows)
            AppendCode(result.Append('\n'), row, dialect);
        result.Append('\n').Append(fence);
    }

    /// <summary>How many lines the table that begins here has; 0 if none begins.</summary>
    private static int TableAt(string[] lines, int start)
    {
        if (start + 1 >= lines.Length || !lines[start].Contains('|') || !TableRule().IsMatch(lines[start + 1]))
            return 0;
        var end = start + 2;
        while (end < lines.Length && lines[end].Contains('|') && !Fence().IsMatch(lines[end]))
            end++;
        return end - start;
    }

    private static void AppendCode(StringBuilder result, string line, Dialect dialect)
    {
        // A plainer card is only asked for after a refusal: then the platform may have seen a picture where we see code.
        if (dialect == Dialect.PlainCard)
            line = line.Replace("![", "! [", StringComparison.Ordinal);
        result.Append(BrokenMention().Replace(line, Broken));
    }

    /// <summary>A line outside of code blocks: what stands between ticks is code, too.</summary>
    private static void AppendLine(StringBuilder result, string line, Dialect dialect)
    {
        var from = 0;
        for (var at = 0; (at = line.IndexOf('`', at)) >= 0;)
        {
            var ticks = line.AsSpan(at).IndexOfAnyExcept('`') is >= 0 and var run ? run : line.Length - at;
            if (EndOfCode(line, at + ticks, ticks) is not (> 0 and var end))
            {
                at += ticks;
                continue;
            }

            AppendWords(result, line[from..at], dialect);
            AppendCode(result, line[at..end], dialect);
            from = at = end;
        }

        AppendWords(result, line[from..], dialect);
    }

    private static int EndOfCode(string line, int from, int ticks)
    {
        while (from < line.Length && line.IndexOf('`', from) is >= 0 and var at)
        {
            var run = line.AsSpan(at).IndexOfAnyExcept('`') is >= 0 and var length ? length : line.Length - at;
            if (run == ticks)
                return at + run;
            from = at + run;
        }

        return 0;
    }

    private static void AppendWords(StringBuilder result, string words, Dialect dialect)
    {
        if (words.Contains("![", StringComparison.Ordinal))
            words = Picture().Replace(words, Link).Replace("![", "[", StringComparison.Ordinal);
        if (dialect != Dialect.Post)
            words = Tag().Replace(words, "&#60;");
        result.Append(BrokenMention().Replace(words, Broken));
    }

    /// <summary>A card takes pictures by the keys of uploaded ones alone and is refused for any other (200570): whoever wants to see it follows the link.</summary>
    private static string Link(Match picture)
    {
        var (words, address) = (picture.Groups[1].Value, picture.Groups[2].Value);
        return address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? $"[{(words.Length > 0 ? words : address)}]({address})"
            : words;
    }

    private static bool Closes(string fence, string line)
    {
        var text = line.AsSpan().Trim(" \t>");
        return text.Length >= fence.Length && text.TrimStart(fence[0]).IsEmpty;
    }

    private enum Dialect
    {
        Post,
        Card,

        /// <summary>A card without tables.</summary>
        PlainCard,
    }

    /// <summary>Also inside quotes and list items, as models write it.</summary>
    [GeneratedRegex(@"^(?:[ \t>]|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*(`{3,}(?=[^`]*$)|~{3,})", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ {0,3}#{1,6}(\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?=[^|]*\|)(?=[^-]*-)[ \t>|:-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TableRule();

    [GeneratedRegex("`+", RegexOptions.CultureInvariant)]
    private static partial Regex Ticks();

    [GeneratedRegex(@"!\[([^\]]{0,300})\]\(\s{0,4}<?([^)\s>]{0,2000})>?[^)]{0,300}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    /// <summary>What could begin a tag; line breaks and addresses in angle brackets do no harm.</summary>
    [GeneratedRegex(@"<(?=[A-Za-z/!?])(?!br ?/?>|https?://|mailto:)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    /// <summary>A mention, inside code too: whether the platform sees the same code as we do is not worth a call to everybody.</summary>
    [GeneratedRegex(@"<(?=\s{0,8}/?\s{0,8}at(?![A-Za-z0-9]))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex BrokenMention();

    /// <summary>The tags of a text message.</summary>
    [GeneratedRegex(@"<(?=\s{0,8}/?\s{0,8}(?:at|b|i|u|s)(?![A-Za-z0-9]))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex BrokenTags();
}
