using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Web;

/// <summary>
/// The words of a web page, in the order of its source. No script is run, no style is looked at, nothing else is fetched. One pass over the
/// source, however broken it is.
/// </summary>
internal static partial class HtmlText
{
    /// <summary>Bytes in which a page says that it is one, and in which encoding: a browser looks no further (https://html.spec.whatwg.org/#determining-the-character-encoding).</summary>
    private const int Head = 1024;

    /// <summary>What stands in these is nothing that people read.</summary>
    private static readonly FrozenSet<string> _unread =
        new[] { "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "audio", "video", "select", "textarea", "nav", "footer" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A line of their own.</summary>
    private static readonly FrozenSet<string> _lines = new[] { "br", "li", "tr", "dt", "dd", "option", "div", "figcaption", "summary", "address", "main", "aside", "header", "form", "title" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>An empty line around them.</summary>
    private static readonly FrozenSet<string> _blocks = new[] { "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "section", "article", "hr" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True where the bytes begin as a page does.</summary>
    public static bool IsHtml(ReadOnlySpan<byte> bytes) =>
        PageMark().IsMatch(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Head)]).Replace("\0", "", StringComparison.Ordinal));

    /// <param name="bytes">All of the page.</param>
    /// <param name="limits">How much of its words is kept.</param>
    public static DocumentReading Read(ReadOnlyMemory<byte> bytes, ReadingLimits limits)
    {
        var source = Decode(bytes.Span);
        var text = new BoundedText(limits.MaxCharacters);
        var at = 0;
        var isPreformatted = false;
        while (at < source.Length && !text.IsFull)
        {
            var open = source.IndexOf('<', at);
            var end = open < 0 ? source.Length : open;
            Append(text, source.AsSpan(at, end - at), isPreformatted);
            if (open < 0)
                break;
            at = AfterMark(source, open, text, ref isPreformatted);
        }

        return text.ToReading(hasMore: at < source.Length && text.IsFull);
    }

    /// <summary>Looks at what begins with the sign at <paramref name="open"/>, and says where it ends.</summary>
    private static int AfterMark(string source, int open, BoundedText text, ref bool isPreformatted)
    {
        if (string.CompareOrdinal(source, open, "<!--", 0, 4) == 0)
            return After(source, "-->", open + 4);

        var isEnd = open + 1 < source.Length && source[open + 1] == '/';
        var nameAt = open + (isEnd ? 2 : 1);
        var nameEnd = nameAt;
        while (nameEnd < source.Length && char.IsAsciiLetterOrDigit(source[nameEnd]))
            nameEnd++;
        if (nameEnd == nameAt)
        {
            if (nameAt < source.Length && source[nameAt] is '!' or '?')
                return After(source, ">", nameAt);
            text.Append("<");                                   // a sign in the text, such as "a < b"
            return open + 1;
        }

        var name = source[nameAt..nameEnd];
        var close = AfterAttributes(source, nameEnd);
        if (!isEnd && _unread.Contains(name) && source[Math.Max(0, close - 2)] != '/')
            return AfterElement(source, name, close);

        Shape(text, name, isEnd);
        isPreformatted = name.Equals("pre", StringComparison.OrdinalIgnoreCase) ? !isEnd : isPreformatted;
        return close;
    }

    private static void Shape(BoundedText text, string name, bool isEnd)
    {
        if (_blocks.Contains(name))
            text.EndBlock();
        else if (_lines.Contains(name))
            text.EndLine();
        if (isEnd)
        {
            if (name.Equals("td", StringComparison.OrdinalIgnoreCase) || name.Equals("th", StringComparison.OrdinalIgnoreCase))
                text.Mark(" | ");
        }
        else if (name.Equals("li", StringComparison.OrdinalIgnoreCase))
        {
            text.Mark("- ");
        }
        else if (name is ['h' or 'H', >= '1' and <= '6'])
        {
            text.Mark(new string('#', name[1] - '0') + " ");
        }
    }

    /// <summary>Past the end of a mark; a sign within quotation marks does not end it.</summary>
    private static int AfterAttributes(string source, int at)
    {
        var quote = '\0';
        for (; at < source.Length; at++)
        {
            if (quote != '\0')
                quote = source[at] == quote ? '\0' : quote;
            else if (source[at] is '"' or '\'' && source[at - 1] == '=')
                quote = source[at];
            else if (source[at] == '>')
                return at + 1;
        }

        return source.Length;
    }

    /// <summary>Past the end of an element that is not read; all of the rest where it has no end.</summary>
    private static int AfterElement(string source, string name, int at)
    {
        var end = source.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? source.Length : After(source, ">", end);
    }

    private static int After(string source, string mark, int from)
    {
        var found = from < source.Length ? source.IndexOf(mark, from, StringComparison.Ordinal) : -1;
        return found < 0 ? source.Length : found + mark.Length;
    }

    private static void Append(BoundedText text, ReadOnlySpan<char> raw, bool isPreformatted)
    {
        if (raw.IsEmpty)
            return;

        var decoded = WebUtility.HtmlDecode(raw.ToString());
        if (isPreformatted)
        {
            text.Append(decoded);
            return;
        }

        // Blanks and line ends of the source stand for one blank; between two blocks for none.
        var words = Blanks().Replace(decoded, " ");
        if (words == " " && text.EndsLine)
            return;
        text.Append(text.EndsLine ? words.AsSpan().TrimStart(' ') : words);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (TextEncodings.Find(bytes) is var (encoding, markLength) && (markLength > 0 || encoding is UTF8Encoding))
            return encoding.GetString(bytes[markLength..]);

        var declared = Charset().Match(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Head)])).Groups[1].Value;
        return (Named(declared) ?? TextEncodings.Find(bytes)?.Encoding ?? Encoding.UTF8).GetString(bytes);
    }

    private static Encoding? Named(string name)
    {
        try
        {
            return name.Length == 0 ? null : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;                                        // a name that nobody knows
        }
    }

    [GeneratedRegex(@"^[\s\uFEFFï»¿þÿ]*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PageMark();

    [GeneratedRegex(@"<meta[^>]{0,200}charset\s*=\s*[""']?\s*([A-Za-z0-9_-]{2,30})", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Charset();

    [GeneratedRegex(@"[ \t\r\n\f\u00A0]+")]
    private static partial Regex Blanks();
}
