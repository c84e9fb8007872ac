using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>What the headers of a failed answer say about trying again.</summary>
internal static partial class RetryHint
{
    /// <summary>Longer waits are all the same to us, and stay far from the ends of what a <see cref="TimeSpan"/> holds.</summary>
    private const double MaxSeconds = 1_000_000_000;

    /// <summary>
    /// <c>retry-after-ms</c>, else <c>Retry-After</c> in seconds or as a date, else, for a rate limit, <c>x-ratelimit-reset-*</c>;
    /// null if none of them is there or readable.
    /// </summary>
    public static TimeSpan? Delay(HttpResponseHeaders headers, bool isRateLimit, DateTimeOffset now)
    {
        if (Number(headers, "retry-after-ms") is { } milliseconds)
            return Seconds(milliseconds / 1000);
        if (Number(headers, "Retry-After") is { } seconds)
            return Seconds(seconds);
        if (DateTimeOffset.TryParse(Value(headers, "Retry-After"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return Seconds((date - now).TotalSeconds);

        return isRateLimit ? Reset(headers) : null;
    }

    /// <summary><c>x-should-retry</c>, the server's own verdict; null if it gives none.</summary>
    public static bool? Verdict(HttpResponseHeaders headers) => bool.TryParse(Value(headers, "x-should-retry"), out var verdict) ? verdict : null;

    private static TimeSpan? Reset(HttpResponseHeaders headers)
    {
        var requests = Duration(Value(headers, "x-ratelimit-reset-requests"));
        var tokens = Duration(Value(headers, "x-ratelimit-reset-tokens"));
        var noRequests = Number(headers, "x-ratelimit-remaining-requests") == 0;
        var noTokens = Number(headers, "x-ratelimit-remaining-tokens") == 0;
        if (noRequests != noTokens)
            return noRequests ? requests : tokens;

        // Both are used up, or the server does not say which: the first counts the day's requests, too, and would be far too long.
        return noRequests ? Later(requests, tokens) : Sooner(requests, tokens);
    }

    /// <summary>Durations such as 2ms, 1.5s, 6m0s or 1h2m3s.</summary>
    private static TimeSpan? Duration(string text)
    {
        if (!Durations().IsMatch(text))
            return null;

        double seconds = 0;
        foreach (Match part in DurationParts().Matches(text))
        {
            var number = double.Parse(part.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            seconds += number * part.Groups[2].Value switch
            {
                "ms" => 0.001,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                _ => 86400,
            };
        }

        return Seconds(seconds);
    }

    private static TimeSpan? Later(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxSeconds));

    private static double? Number(HttpResponseHeaders headers, string name)
    {
        var isNumber = double.TryParse(Value(headers, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return isNumber ? number : null;
    }

    private static string Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault("").Trim() : "";

    [GeneratedRegex(@"^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d))+$")]
    private static partial Regex Durations();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|s|m|h|d)")]
    private static partial Regex DurationParts();
}
