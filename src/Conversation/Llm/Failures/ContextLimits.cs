using System.Globalization;
using System.Text.RegularExpressions;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>Reads out of a refusal's words how much the server takes, and how much it counted.</summary>
internal static partial class ContextLimits
{
    /// <summary>Null if the words name no limit.</summary>
    public static ContextLimit? Read(string message)
    {
        if (Number(Rate().Match(message), "limit") is { } perMinute)
            return new ContextLimit(perMinute) { Counted = Number(Rate().Match(message), "counted") };
        if (Number(OfQuestion().Match(message), "limit") is { } ofQuestion)
            return new ContextLimit(ofQuestion) { OfQuestion = true, Counted = Number(Counted().Match(message), "counted") };
        return Number(OfAll().Match(message), "limit") is { } ofAll ? new ContextLimit(ofAll) { Counted = Number(Counted().Match(message), "counted") } : null;
    }

    private static int? Number(Match match, string name)
    {
        return match.Success && int.TryParse(
            match.Groups[name].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    // OpenAI, vLLM, DeepSeek, OpenRouter: "maximum context length is 8192 tokens"; llama.cpp: "exceeds the available context size (4096 tokens)".
    [GeneratedRegex(@"(?:maximum context length|context window|available context size)\D{0,24}?(?<limit>\d[\d,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex OfAll();

    // DashScope: "Range of input length should be [1, 6144]"; gateways before Anthropic's models: "prompt is too long: 210000 tokens > 200000 maximum".
    [GeneratedRegex(@"input length should be \[\s*\d+\s*,\s*(?<limit>\d+)\s*\]|prompt is too long: \d+ tokens > (?<limit>\d+) maximum", RegexOptions.IgnoreCase)]
    private static partial Regex OfQuestion();

    // "your messages resulted in 9000 tokens", "you requested 9000 tokens (8000 in the messages, …)", "your request has 9000 input tokens",
    // "the request (9000 tokens) exceeds". What was asked for the answer does not count.
    [GeneratedRegex(
        @"\((?<counted>\d[\d,]*) in the (?:messages|prompt|input)|resulted in (?<counted>\d[\d,]*) tokens|(?<counted>\d[\d,]*) input tokens|the messages have (?<counted>\d[\d,]*)|request \((?<counted>\d[\d,]*) tokens\)|prompt is too long: (?<counted>\d+) tokens",
        RegexOptions.IgnoreCase)]
    private static partial Regex Counted();

    // OpenAI: "Request too large for m in organization o on tokens per min (TPM): Limit 30000, Requested 42000." The answer's limit is counted, too.
    [GeneratedRegex(@"tokens per min.{0,40}?Limit:? (?<limit>\d[\d,]*), Requested:? (?<counted>\d[\d,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Rate();
}
