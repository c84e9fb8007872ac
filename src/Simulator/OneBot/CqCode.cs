using System.Text;
using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>Messages as one string: words, and <c>[CQ:type,key=value]</c> between them.</summary>
/// <remarks>The ampersand is escaped first and unescaped last. Source: OneBot 11, message/string.</remarks>
internal static partial class CqCode
{
    public static string EscapeText(string text)
    {
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("[", "&#91;", StringComparison.Ordinal).Replace("]", "&#93;", StringComparison.Ordinal);
    }

    public static string EscapeValue(string value) => EscapeText(value).Replace(",", "&#44;", StringComparison.Ordinal);

    public static string Unescape(string text)
    {
        return text.Replace("&#44;", ",", StringComparison.Ordinal).Replace("&#91;", "[", StringComparison.Ordinal)
            .Replace("&#93;", "]", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
    }

    public static string Write(IReadOnlyList<OneBotSegment> segments)
    {
        var message = new StringBuilder();
        foreach (var segment in segments)
        {
            if (segment.Type == OneBotSegment.Text)
            {
                message.Append(EscapeText(segment.Data["text"]));
                continue;
            }

            message.Append("[CQ:").Append(segment.Type);
            foreach (var (key, value) in segment.Data)
                message.Append(',').Append(key).Append('=').Append(EscapeValue(value));
            message.Append(']');
        }

        return message.ToString();
    }

    public static IReadOnlyList<OneBotSegment> Read(string message)
    {
        var segments = new List<OneBotSegment>();
        var at = 0;
        foreach (Match code in Codes().Matches(message))
        {
            AddText(segments, message[at..code.Index]);
            var data = new Dictionary<string, string>();
            foreach (Capture capture in code.Groups["pair"].Captures)
            {
                var pair = capture.Value.Split('=', 2);
                data[pair[0]] = Unescape(pair[^1]);
            }

            segments.Add(new(code.Groups["type"].Value, data));
            at = code.Index + code.Length;
        }

        AddText(segments, message[at..]);
        return segments;
    }

    private static void AddText(List<OneBotSegment> segments, string text)
    {
        if (text.Length > 0)
            segments.Add(OneBotSegment.OfText(Unescape(text)));
    }

    [GeneratedRegex(@"\[CQ:(?<type>[A-Za-z0-9_.-]+)(?:,(?<pair>[^,\]]+))*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Codes();
}
