using System.Text;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// Takes the mention of the bot out of what was said in a group, where it stands as text: an at sign and the bot's name, which no callback tells
/// (接收消息, 100719; field reports). Mentions of other people stay.
/// </summary>
/// <param name="name">As people see it; empty where the administrator did not say.</param>
internal sealed class WeComAiBotMentions(string name)
{
    private const char ZeroWidth = '\u200B';

    /// <param name="text">One piece of text.</param>
    /// <param name="isFirst">The first of its message: without a name, only what stands at the very beginning can be the mention.</param>
    public string Without(string text, bool isFirst)
    {
        if (name.Length > 0)
            return WithoutName(text);
        return isFirst ? WithoutFirstWord(text) : Trim(text);
    }

    private string WithoutName(string text)
    {
        var rest = new StringBuilder(text.Length);
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsAt(text[at]) || !text.AsSpan(at + 1).StartsWith(name, StringComparison.Ordinal))
                continue;
            var end = at + 1 + name.Length;
            if (end < text.Length && !IsBlank(text[end]))
                continue;                       // a longer name, or an address
            rest.Append(text, from, at - from);
            var isApart = at == 0 || IsBlank(text[at - 1]);
            from = isApart && end < text.Length ? end + 1 : end;
            at = end - 1;
        }

        return Trim(rest.Append(text, from, text.Length - from).ToString());
    }

    private static string WithoutFirstWord(string text)
    {
        text = Trim(text);
        if (text.Length == 0 || !IsAt(text[0]))
            return text;
        var end = 1;
        while (end < text.Length && !IsBlank(text[end]))
            end++;
        return Trim(text[end..]);
    }

    private static bool IsAt(char letter) => letter is '@' or '＠';

    /// <summary>Which blank follows a mention is not documented: any may.</summary>
    private static bool IsBlank(char letter) => char.IsWhiteSpace(letter) || letter == ZeroWidth;

    private static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start]))
            start++;
        while (end > start && IsBlank(text[end - 1]))
            end--;
        return text[start..end];
    }
}
