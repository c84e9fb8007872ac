using System.Text;
using System.Text.RegularExpressions;
using BotHost.Conversation.Text;

namespace BotHost.Adapters.QQ;

/// <summary>Makes an answer look on QQ as its author meant it. Sources: Markdown 消息, 文本交互, 消息 URL 配置; what addresses are refused from field reports.</summary>
internal static partial class QQMarkdown
{
    /// <summary>Markdown where there is markdown and the chat shows it; a plain answer stays plain.</summary>
    public static QQMessage Compose(string answer, QQScene scene, QQForm form)
    {
        var text = Clean(answer);
        if (form.Links != QQLinks.AsWritten)
            text = Disarmed(WithoutLinks(text, form.Links));
        var isMarkdown = MarkdownText.LooksLikeMarkdown(text);
        if (isMarkdown && !scene.IsChannel() && !form.IsPlain)
            return new QQMessage(IsMarkdown: true, text);

        var plain = Disarmed(isMarkdown ? Plain(text) : text);      // taking marks away may have brought others together
        return new QQMessage(IsMarkdown: false, scene.IsChannel() ? QQText.ForChannel(plain) : plain);
    }

    /// <summary>
    /// What a growing message may show of an unfinished answer, so that everything later begins with it: neither a last line that is a fence
    /// (it may only close what is not finished yet) nor the beginning of a mark that is going to be disarmed.
    /// </summary>
    public static string Growing(string textSoFar, int maxCharacters)
    {
        var text = Clean(textSoFar);
        if (text.Length > maxCharacters)
            text = text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];
        text = text.TrimEnd();
        if (text.LastIndexOf('\n') is var last && MarkAlone().IsMatch(text.AsSpan(last + 1)))
            text = text[..Math.Max(last, 0)].TrimEnd();
        text = text.TrimEnd('\uFFFD');      // half a character is going to be a whole one
        return text[..^UnfinishedMark().Match(text).Length].TrimEnd();
    }

    /// <summary>A growing message when it is complete.</summary>
    public static string Finished(string answer) => Clean(answer);

    /// <summary>Fit to be sent.</summary>
    private static string Clean(string answer) => Disarmed(Untrusted.Text(answer).ReplaceLineEndings("\n").Trim());

    /// <summary>
    /// What a model writes must not mention people nor make buttons: the platform's marks for that begin with these two (文本交互), and a
    /// full-width sign in their place reads the same.
    /// </summary>
    private static string Disarmed(string text) => PlatformMark().Replace(text, "＜");

    /// <summary>Words without marks, for where markdown is not shown. Code keeps its lines as they are.</summary>
    private static string Plain(string markdown)
    {
        var lines = new List<string>();
        var fence = "";
        foreach (var line in markdown.Split('\n'))
        {
            var mark = Fence().Match(line) is { Success: true } match ? match.Groups[1].Value : "";
            if (fence.Length == 0 && mark.Length > 0)
                fence = mark;
            else if (fence.Length > 0 && mark.StartsWith(fence, StringComparison.Ordinal))
                fence = "";
            else
                lines.Add(fence.Length > 0 ? line : PlainLine(line));
        }

        return string.Join('\n', lines).Trim() is { Length: > 0 } plain ? plain : markdown;
    }

    private static string PlainLine(string line)
    {
        var plain = LineMark().Replace(line, "$1");
        plain = Link().Replace(plain, match => match.Groups[1].Value is { Length: > 0 } words && words != match.Groups[2].Value
            ? $"{words} ({match.Groups[2].Value})"
            : match.Groups[2].Value);
        return InlineMark().Replace(plain, "$2");
    }

    private static string WithoutLinks(string text, QQLinks links)
    {
        text = Link().Replace(text, match => string.IsNullOrWhiteSpace(match.Groups[1].Value) ? match.Groups[2].Value : match.Groups[1].Value);
        text = Address().Replace(text, match => match.Groups[1].Value.Replace('.', '．') + match.Groups[2].Value);
        return links == QQLinks.BareHostsBroken ? BareHost().Replace(text, match => match.Value.Replace('.', '．')) : text;
    }

    [GeneratedRegex("<(?=@|qqbot-)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PlatformMark();

    /// <summary>Any proper beginning of <c>&lt;qqbot-</c> or <c>&lt;@</c> at the end.</summary>
    [GeneratedRegex(@"(<(q(q(b(ot?)?)?)?)?)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UnfinishedMark();

    /// <summary>A line of nothing but fence marks, however many of them there are so far.</summary>
    [GeneratedRegex(@"\A[ \t]*(`+|~+)[ \t]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex MarkAlone();

    [GeneratedRegex(@"^\s*(`{3,}(?=[^`]*$)|~{3,})", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    /// <summary>Headings and quotes; lists stay as they are.</summary>
    [GeneratedRegex(@"^(\s*)(?:#{1,6}\s+|>\s?)+", RegexOptions.CultureInvariant)]
    private static partial Regex LineMark();

    [GeneratedRegex(@"!?\[([^\[\]\n]*)\]\(\s*<?((?>[^\s()<>]+))>?[^()\n]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    /// <summary>Marks that stand no further apart than a sentence: a row of marks must not cost the square of its length.</summary>
    [GeneratedRegex(@"(\*\*|~~|`{1,3}|(?<![\w*])\*(?=[^\s*]))(.{1,300}?)\1(?!\*)", RegexOptions.CultureInvariant)]
    private static partial Regex InlineMark();

    /// <summary>The host, and what follows it.</summary>
    [GeneratedRegex(@"<?(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,15}://([^\s/?#<>()\[\]""'）】」，。]+)([^\s<>]*)>?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]{1,63}\.){1,10}[A-Za-z]{2,24}(?![A-Za-z0-9-])", RegexOptions.CultureInvariant)]
    private static partial Regex BareHost();
}
