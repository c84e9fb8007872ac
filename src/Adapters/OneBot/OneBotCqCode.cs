namespace BotHost.Adapters.OneBot;

/// <summary>The older form of a message: text with codes such as <c>[CQ:at,qq=10001]</c> in it. Source: OneBot 11, message/string.md.</summary>
internal static class OneBotCqCode
{
    private const string Opening = "[CQ:";

    private static readonly Dictionary<string, string> NoData = [];

    /// <summary>The segments in their order. What is no complete code is text. Linear time.</summary>
    public static IReadOnlyList<OneBotSegment> Parse(string message)
    {
        var segments = new List<OneBotSegment>();
        var rest = message.AsSpan();
        while (!rest.IsEmpty)
        {
            var start = rest.IndexOf(Opening, StringComparison.Ordinal);
            var length = start < 0 ? -1 : rest[start..].IndexOf(']');
            if (length < 0)
            {
                AddText(segments, rest);
                break;
            }

            AddText(segments, rest[..start]);
            segments.Add(Code(rest.Slice(start + Opening.Length, length - Opening.Length)));
            rest = rest[(start + length + 1)..];
        }

        return segments;
    }

    private static OneBotSegment Code(ReadOnlySpan<char> code)
    {
        var comma = code.IndexOf(',');
        if (comma < 0)
            return new OneBotSegment(code.ToString(), NoData);

        var data = new Dictionary<string, string>();
        var values = code[(comma + 1)..];
        foreach (var range in values.Split(','))
        {
            var value = values[range];
            if (value.IndexOf('=') is > 0 and var equals)
                data.TryAdd(value[..equals].ToString(), UnescapeValue(value[(equals + 1)..]));
        }

        return new OneBotSegment(code[..comma].ToString(), data);
    }

    private static void AddText(List<OneBotSegment> segments, ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
            segments.Add(new OneBotSegment("text", new Dictionary<string, string> { ["text"] = UnescapeText(text) }));
    }

    /// <summary>The ampersand last, or <c>&amp;amp;#91;</c>, which somebody typed as <c>&amp;#91;</c>, would become a bracket.</summary>
    private static string UnescapeText(ReadOnlySpan<char> text)
    {
        var escaped = text.ToString();
        return !escaped.Contains('&') ? escaped : escaped
            .Replace("&#91;", "[", StringComparison.Ordinal)
            .Replace("&#93;", "]", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
    }

    /// <summary>In a value the comma is escaped as well.</summary>
    private static string UnescapeValue(ReadOnlySpan<char> value) => UnescapeText(value.ToString().Replace("&#44;", ",", StringComparison.Ordinal));
}
