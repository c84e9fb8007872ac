namespace BotHost.Adapters.Probes;

/// <summary>Whether this host's clock agrees with a platform's, which signs times.</summary>
internal static class ClockProbe
{
    /// <summary>The Date header counts whole seconds and the call takes its time: less than this is no finding.</summary>
    private static readonly TimeSpan Doubtful = TimeSpan.FromSeconds(30);

    /// <param name="platform">The platform's name.</param>
    /// <param name="serverTime">Its clock.</param>
    /// <param name="now">This host's clock.</param>
    /// <param name="wrong">This far off, nothing works any more, or soon.</param>
    /// <param name="remedy">How to mend it.</param>
    public static ProbeFinding Compare(string platform, DateTimeOffset serverTime, DateTimeOffset now, TimeSpan wrong, string remedy)
    {
        var check = $"{platform}: clock";
        var ahead = now - serverTime;
        var off = ahead.Duration();
        var result = off < Doubtful
            ? "agrees with the platform's"
            : $"{off.TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the platform's";
        return off > wrong ? new ProbeFinding(check, ProbeHealth.Failed, result, remedy)
            : off > Doubtful ? new ProbeFinding(check, ProbeHealth.Doubtful, result, remedy)
            : new ProbeFinding(check, ProbeHealth.Good, result);
    }
}
