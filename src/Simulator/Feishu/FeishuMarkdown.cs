using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>What the platform looks for in the Markdown of messages and cards: pictures, tables and mentions, none of them inside code.</summary>
/// <remarks>Source: "卡片 JSON 2.0 富文本(Markdown) 组件". Fences begin at the start of a line.</remarks>
internal static partial class FeishuMarkdown
{
    public static int CountTables(string markdown)
    {
        if (!markdown.Contains('|', StringComparison.Ordinal))
            return 0;
        var tables = 0;
        var before = "";
        foreach (var line in LinesOutsideCode(markdown))
        {
            if (line.Contains('|', StringComparison.Ordinal) && Delimiter.IsMatch(line) && before.Contains('|', StringComparison.Ordinal))
                tables++;
            before = line;
        }

        return tables;
    }

    /// <summary>The addresses of the pictures.</summary>
    public static IEnumerable<string> Pictures(string markdown)
    {
        return !markdown.Contains('!', StringComparison.Ordinal) ? [] : LinesOutsideCode(markdown).SelectMany(line => Picture.Matches(line)).Select(match => match.Groups["address"].Value);
    }

    /// <summary>Those who are mentioned: an id, or <c>all</c>.</summary>
    public static IEnumerable<string> Mentions(string markdown)
    {
        return !MayMention(markdown) ? [] : LinesOutsideCode(markdown).SelectMany(line => Mention.Matches(line)).Select(match => match.Groups["id"].Value);
    }

    /// <summary>The same for a plain text message, in which nothing is code.</summary>
    public static IEnumerable<string> MentionsInText(string text) => !MayMention(text) ? [] : Mention.Matches(text).Select(match => match.Groups["id"].Value);

    /// <summary>What a person reads where somebody is mentioned.</summary>
    public static string ShowMentions(string text)
    {
        return Mention.Replace(text, match => "@" + (match.Groups["name"].Value is { Length: > 0 } name ? name : match.Groups["id"].Value));
    }

    /// <summary>Most texts mention nobody, and under a load there are thousands of them a second.</summary>
    private static bool MayMention(string text) => text.Contains('<', StringComparison.Ordinal);

    private static IEnumerable<string> LinesOutsideCode(string markdown)
    {
        var fence = "";
        foreach (var line in markdown.Split('\n'))
        {
            var mark = Fence.Match(line).Value;
            if (fence.Length > 0)
            {
                if (mark.Length >= fence.Length && mark[0] == fence[0] && line.Trim().Length == mark.Length)
                    fence = "";
                continue;
            }

            if (mark.Length > 0)
            {
                fence = mark;
                continue;
            }

            yield return InlineCode.Replace(line, "");
        }
    }

    [GeneratedRegex("^(`{3,}|~{3,})")]
    private static partial Regex Fence { get; }

    [GeneratedRegex("(?<ticks>`+)(?!`).+?(?<!`)\\k<ticks>(?!`)")]
    private static partial Regex InlineCode { get; }

    [GeneratedRegex("^[ \\t|:-]*-[ \\t|:-]*$")]
    private static partial Regex Delimiter { get; }

    [GeneratedRegex("!\\[[^\\]]*\\]\\((?<address>[^)\\s]*)[^)]*\\)")]
    private static partial Regex Picture { get; }

    [GeneratedRegex("<at (user_)?id=[\"']?(?<id>[^\"'\\s>/]+)[\"']?\\s*>(?<name>[^<]*)</at>")]
    private static partial Regex Mention { get; }
}
