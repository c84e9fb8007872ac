using System.Text;
using System.Text.RegularExpressions;
using BotHost.Conversation.Text;

namespace BotHost.Adapters.DingTalk;

/// <summary>Makes an answer look on DingTalk as its author meant it. Sources: 消息发送与接收类型, 常见问题 (faq-robot), field reports.</summary>
internal static partial class DingTalkMarkdown
{
    /// <summary>The conversation list shows about this many.</summary>
    private const int MaxTitleCharacters = 20;

    /// <summary>Two blanks before a line's end keep it where DingTalk would swallow it (常见问题, faq-robot).</summary>
    private const string LineBreak = "  \n";

    /// <summary>A card's own line break (Markdown 变量). The line end behind it is not shown, and lets a quote or a list go on.</summary>
    private const string CardLineBreak = "<br>\n";

    /// <summary>For an answer without a single word, such as a table of numbers.</summary>
    private const string NoTitle = "回答";

    /// <summary>For a picture without a name.</summary>
    private const string NoPictureTitle = "图片";

    /// <summary>Markdown where there is markdown; a plain answer stays plain, and keeps its lines as they are.</summary>
    public static DingTalkMessage Compose(string answer)
    {
        var text = Clean(answer);
        return MarkdownText.LooksLikeMarkdown(text)
            ? DingTalkMessage.Markdown(Title(text), WithLineBreaks(text))
            : DingTalkMessage.Plain(text);
    }

    /// <summary>A picture that was uploaded; the conversation list previews its name.</summary>
    public static DingTalkMessage Picture(string alt, string mediaId) =>
        DingTalkMessage.Picture(MarkdownText.PlainTitle(Clean(alt), MaxTitleCharacters) is { Length: > 0 } title ? title : NoPictureTitle, mediaId);

    /// <summary>The same answer for a card's markdown variable, where every answer is markdown.</summary>
    public static string ForCard(string answer) => WithLineBreaks(Clean(answer), CardLineBreak);

    private static string Clean(string answer) => Untrusted.Text(answer).ReplaceLineEndings("\n").Trim();

    private static string Title(string markdown) => MarkdownText.PlainTitle(markdown, MaxTitleCharacters) is { Length: > 0 } title ? title : NoTitle;

    /// <summary>
    /// DingTalk swallows a single line end and runs a list into the paragraph before it. Lines inside a fence are left alone.
    /// </summary>
    public static string WithLineBreaks(string markdown, string lineBreak = LineBreak)
    {
        var lines = markdown.Split('\n');
        var result = new StringBuilder(markdown.Length + lines.Length * 2).Append(lines[0]);
        var fence = Fence().Match(lines[0]) is { Success: true } first ? first.Groups[1].Value : "";
        var previous = fence.Length > 0 ? Block.Fence : BlockOf(lines[0]);
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i];
            if (fence.Length > 0)
            {
                result.Append('\n').Append(line);
                if (Closes(fence, line))
                {
                    fence = "";
                    previous = Block.ClosedFence;
                }

                continue;
            }

            var block = BlockOf(line);
            var separator = Separator(previous, block, lineBreak);
            // The author may have written the line break already.
            result.Append(separator == lineBreak && lines[i - 1].EndsWith(lineBreak.TrimEnd('\n'), StringComparison.Ordinal) ? "\n" : separator).Append(line);
            if (block == Block.Fence)
                fence = Fence().Match(line).Groups[1].Value;
            // A line that goes on inside a list item does not end the list.
            previous = previous == Block.List && block == Block.Text ? Block.List : block;
        }

        return result.ToString();
    }

    private static string Separator(Block previous, Block next, string lineBreak)
    {
        if (next == Block.Blank || previous == Block.Blank)
            return "\n";
        if (next is Block.Text)
            return previous is Block.Text or Block.List or Block.Quote ? lineBreak : "\n\n";
        if (next == previous)
            return next == Block.Quote ? lineBreak : "\n";
        return "\n\n";      // DingTalk wants an empty line before a list, a heading, a table and a fence
    }

    private static Block BlockOf(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return Block.Blank;
        if (Fence().IsMatch(line))
            return Block.Fence;
        if (Heading().IsMatch(line))
            return Block.Heading;
        if (ListItem().IsMatch(line))
            return Block.List;
        return line.AsSpan().TrimStart() switch
        {
            ['>', ..] => Block.Quote,
            ['|', ..] => Block.Table,
            _ => Block.Text,
        };
    }

    private static bool Closes(string fence, string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length >= fence.Length && text.TrimStart(fence[0]).IsEmpty;
    }

    private enum Block
    {
        Blank,
        Text,
        Heading,
        List,
        Quote,
        Table,
        Fence,
        ClosedFence,
    }

    [GeneratedRegex(@"^\s*(`{3,}(?=[^`]*$)|~{3,})", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ {0,3}#{1,6}(\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*([-*+]|\d{1,9}[.)])\s", RegexOptions.CultureInvariant)]
    private static partial Regex ListItem();
}
