namespace BotHost.Conversation.Text;

/// <summary>The tags between which servers without a field for it put what their models think.</summary>
internal static class ThinkTag
{
    private static readonly string[] _names = ["think", "thinking", "reasoning"];
    private static readonly string[] _opening = [.. _names.Select(name => $"<{name}>")];
    private static readonly string[] _closing = [.. _names.Select(name => $"</{name}>")];

    /// <summary>The opening tag with which the text begins, as its closing one; null where more text has to tell, "" for none.</summary>
    public static string? ReadOpening(ReadOnlySpan<char> text) => Read(text, _opening) is { } index ? index < 0 ? "" : _closing[index] : null;

    /// <summary>The same for any closing tag.</summary>
    public static string? ReadClosing(ReadOnlySpan<char> text) => Read(text, _closing) is { } index ? index < 0 ? "" : _closing[index] : null;

    /// <summary>True if the text begins with this very tag, false if not; null where more text has to tell.</summary>
    public static bool? Is(ReadOnlySpan<char> text, string tag) =>
        text.StartsWith(tag, StringComparison.OrdinalIgnoreCase) ? true
        : text.Length < tag.Length && tag.AsSpan().StartsWith(text, StringComparison.OrdinalIgnoreCase) ? null
        : false;

    private static int? Read(ReadOnlySpan<char> text, string[] tags)
    {
        int? found = -1;
        for (var index = 0; index < tags.Length; index++)
        {
            switch (Is(text, tags[index]))
            {
                case true:
                    return index;
                case null:
                    found = null;
                    break;
            }
        }

        return found;
    }
}
