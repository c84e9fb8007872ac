using System.Text;
using System.Text.RegularExpressions;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>Takes out of a server's words what may not stand in a log: keys, passwords, and what people said.</summary>
internal static partial class Redaction
{
    private const string Mask = "[redacted]";

    /// <summary>Characters of a log entry's text: enough for any error message.</summary>
    private const int MaxLength = 300;

    /// <summary>
    /// Characters that a server's message must share with the conversation to count as a quotation of it: longer than the words that
    /// an error message and a question have in common by chance.
    /// </summary>
    private const int QuotationLength = 12;

    /// <summary>A shorter thing said is taken out where it is repeated as a whole; what is shorter still says nothing of anybody.</summary>
    private const int ShortestQuotation = 4;

    public static string Clean(string text, IReadOnlyList<string> secrets, IReadOnlyList<LlmMessage> conversation)
    {
        if (text.Length > MaxLength * 4)
            text = text[..(MaxLength * 4)];
        foreach (var secret in secrets)
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        text = Keys().Replace(text, Mask);
        text = Bearers().Replace(text, $"$1{Mask}");
        text = UserInfos().Replace(text, $"://{Mask}@");
        text = DataUrls().Replace(text, Mask);
        text = WithoutQuotations(text, conversation);
        text = Blanks().Replace(text, " ").Trim();
        return text.Length <= MaxLength ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)}…";
    }

    /// <summary>A code, a type or an id as it is written by machines; anything else could hold anything and is left out.</summary>
    public static string Token(string text) => Tokens().IsMatch(text) && !Keys().IsMatch(text) ? text : "";

    private static string WithoutQuotations(string text, IReadOnlyList<LlmMessage> conversation)
    {
        var quoted = new bool[text.Length];
        foreach (var said in conversation.SelectMany(message => message.Content).Select(Words).Where(words => words.Length >= ShortestQuotation))
        {
            var length = Math.Min(QuotationLength, said.Length);
            for (var at = 0; at + length <= text.Length; at++)
            {
                if (said.AsSpan().Contains(text.AsSpan(at, length), StringComparison.Ordinal))
                    quoted.AsSpan(at, length).Fill(true);
            }
        }

        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (!quoted[at])
                clean.Append(text[at]);
            else if (at == 0 || !quoted[at - 1])
                clean.Append(Mask);
        }

        return clean.ToString();
    }

    private static string Words(LlmContent content) => content switch
    {
        LlmContent.Text text => text.Value,
        LlmContent.ToolCall call => call.Arguments,
        LlmContent.ToolResult result => result.Output,
        _ => "",
    };

    // OpenAI, its likes, Groq, xAI and Google begin their keys so; a refused key comes back with stars in its middle.
    [GeneratedRegex(@"\b(?:sk|pk|rk|gsk|xai)[-_][A-Za-z0-9_\-.*]{4,}|\bAIza[A-Za-z0-9_\-*]{8,}|[^\s'""`:=]*\*{3,}[^\s'""`]*")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\b((?:Bearer|Basic)\s+)[^\s'"",]+", RegexOptions.IgnoreCase)]
    private static partial Regex Bearers();

    [GeneratedRegex(@"://[^/\s@'""]+@")]
    private static partial Regex UserInfos();

    // A picture that somebody sent; the text may end within it.
    [GeneratedRegex(@"data:[^\s,]*,[A-Za-z0-9+/=%_\-]*")]
    private static partial Regex DataUrls();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^[A-Za-z0-9_.:\[\]\-]{1,64}$")]
    private static partial Regex Tokens();
}
