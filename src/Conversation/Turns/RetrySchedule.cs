namespace BotHost.Conversation.Turns;

/// <summary>When a failed attempt is repeated. Pure: the jitter comes in.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>How long sends are tried where the platform sets no window.</summary>
    public static readonly TimeSpan DeliveryWindow = TimeSpan.FromMinutes(10);

    /// <summary>Attempts that may end in a crash or an error of ours before the person is told and the message is closed.</summary>
    public const int MaxTries = 8;

    /// <summary>1, 2, 4 … 60 s, each shortened by up to a half so that what failed together does not come back together.</summary>
    /// <param name="tries">Failed attempts so far, this one included.</param>
    /// <param name="retryAfter">What the platform asked for: never tried earlier.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static TimeSpan Delay(int tries, TimeSpan? retryAfter, double jitter)
    {
        var backoff = First * Math.Pow(2, Math.Clamp(tries - 1, 0, 16));
        var capped = backoff < Longest ? backoff : Longest;
        var jittered = capped * (1 - (Math.Clamp(jitter, 0, 1) / 2));
        return retryAfter > jittered ? retryAfter.Value : jittered;
    }
}
