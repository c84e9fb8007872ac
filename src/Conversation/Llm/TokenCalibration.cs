namespace BotHost.Conversation.Llm;

/// <summary>What was learnt of how one model's server counts tokens. Shared by the entries that ask the same.</summary>
/// <param name="key">Names the server, the model and the vocabulary of the estimate.</param>
public sealed class TokenCalibration(string key)
{
    /// <summary>Of the newest sample in the moving ratio.</summary>
    private const double Weight = 0.2;

    /// <summary>No vocabulary in use is further from the estimate; what says so counts something else.</summary>
    private const double Lowest = 0.6;

    private const double Highest = 1.8;

    /// <summary>A sample beyond is not of the words: pictures, a cached part left out, a prompt that the server adds.</summary>
    private const double LowestSample = 0.3;

    private const double HighestSample = 4;

    /// <summary>What a server adds to every question would weigh too much in a shorter one.</summary>
    private const int SmallestSample = 100;

    /// <summary>A smaller window is no model's, but a mistake in reading an error's text.</summary>
    private const int SmallestWindow = 256;

    private readonly Lock _gate = new();
    private TokenRatio _current = TokenRatio.Unknown;
    private int _window = int.MaxValue;

    public string Key => key;

    public TokenRatio Current => Volatile.Read(ref _current);

    /// <summary>The window that the server named when it refused a question; <see cref="int.MaxValue"/> while it did not.</summary>
    public int Window => Volatile.Read(ref _window);

    /// <summary>A question that was estimated at so many tokens was counted as so many.</summary>
    /// <returns>False if that says nothing of the words.</returns>
    public bool Learn(int estimated, int counted)
    {
        var sample = (double)counted / estimated;
        if (estimated < SmallestSample || sample is < LowestSample or > HighestSample)
            return false;

        lock (_gate)
        {
            var ratio = _current.Ratio + (Weight * (sample - _current.Ratio));
            Volatile.Write(ref _current, new TokenRatio(Math.Clamp(ratio, Lowest, Highest), _current.Samples + 1));
        }

        return true;
    }

    /// <summary>What an earlier process had learnt.</summary>
    public void Restore(TokenRatio learnt)
    {
        ArgumentNullException.ThrowIfNull(learnt);
        lock (_gate)
            Volatile.Write(ref _current, learnt with { Ratio = Math.Clamp(learnt.Ratio, Lowest, Highest) });
    }

    /// <summary>The server takes no more than so many tokens, question and answer together.</summary>
    /// <returns>True if that is less than was known.</returns>
    public bool LearnWindow(int tokens)
    {
        lock (_gate)
        {
            if (tokens < SmallestWindow || tokens >= _window)
                return false;
            Volatile.Write(ref _window, tokens);
            return true;
        }
    }
}

/// <summary>How many tokens a server counts for one of the estimate.</summary>
/// <param name="Ratio">1 while nothing is known.</param>
/// <param name="Samples">The answers it was learnt from.</param>
public sealed record TokenRatio(double Ratio, int Samples)
{
    /// <summary>From so many on it is better than a guess.</summary>
    private const int Few = 5;

    public static TokenRatio Unknown { get; } = new(1, 0);

    public bool IsSettled => Samples >= Few;
}
