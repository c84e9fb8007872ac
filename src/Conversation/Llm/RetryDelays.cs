namespace BotHost.Conversation.Llm;

/// <summary>When a failed model call is tried again.</summary>
internal sealed class RetryDelays(Random random)
{
    /// <summary>A server that asks for more is not waited for: a person who asked is told sooner (the official clients' limit).</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(120);

    /// <summary>Trying goes on until both are used up, whichever is later: a quick refusal is outlived, a slow server gets its tries.</summary>
    private const int Tries = 6;

    private static readonly TimeSpan s_persistence = TimeSpan.FromSeconds(60);

    /// <summary>No try begins later than this, however slowly the others failed: the budget of one turn.</summary>
    private static readonly TimeSpan s_budget = TimeSpan.FromMinutes(10);

    /// <summary>Where another model can be asked instead, nobody waits as long for this one.</summary>
    private const int TriesBeforeAnother = 3;

    private static readonly TimeSpan s_budgetBeforeAnother = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);

    /// <summary>The share of a delay that chance may take away, so that many callers do not come back in step.</summary>
    private const double Jitter = 0.25;

    /// <summary>What chance adds to a delay that the server asked for: never earlier, and not all at once.</summary>
    private static readonly TimeSpan s_spread = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();

    /// <param name="tries">So many were made and failed.</param>
    /// <param name="elapsed">Since the first one began.</param>
    /// <param name="wait">Until the next one.</param>
    public static bool MayTryAgain(int tries, TimeSpan elapsed, TimeSpan wait) =>
        wait <= LongestRetryAfter && elapsed + wait < s_budget && (tries < Tries || elapsed < s_persistence);

    /// <summary>The same for a model that another one can stand in for.</summary>
    public static bool MayTryAgain(int tries, TimeSpan elapsed, TimeSpan wait, bool hasFallback) => hasFallback
        ? tries < TriesBeforeAnother && elapsed + wait <= s_budgetBeforeAnother
        : MayTryAgain(tries, elapsed, wait);

    /// <summary>How long a call queues for a key at most.</summary>
    public static TimeSpan Patience(TimeSpan elapsed, bool hasFallback) => !hasFallback ? LongestRetryAfter
        : elapsed < s_budgetBeforeAnother ? s_budgetBeforeAnother - elapsed
        : TimeSpan.Zero;

    /// <summary>A wait that others have, too: never shorter, and not all at once.</summary>
    public TimeSpan Spread(TimeSpan wait) => wait + (s_spread * Chance());

    /// <summary>The wait after <paramref name="tries"/> failed tries: 0.5 s doubling up to 8 s, and never less than the server asked for.</summary>
    public TimeSpan Next(int tries, TimeSpan? retryAfter)
    {
        var doubled = s_first * Math.Pow(2, Math.Min(tries, 16) - 1);
        var chance = Chance();
        var backoff = (doubled < s_longest ? doubled : s_longest) * (1 - (Jitter * chance));
        return retryAfter is { } asked && asked > backoff ? asked + (s_spread * chance) : backoff;
    }

    private double Chance()
    {
        lock (_gate) // an instance of Random is not safe for two callers at once
            return random.NextDouble();
    }
}
