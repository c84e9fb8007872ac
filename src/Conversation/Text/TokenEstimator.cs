namespace BotHost.Conversation.Text;

/// <summary>
/// How many tokens a text has for a model, without the model's vocabulary: within some ten percent for prose and code. Good enough
/// to stay below a context window; what is billed or limited is counted by the server.
/// </summary>
public sealed class TokenEstimator
{
    /// <summary>
    /// Tokens around each message of a chat completion: its separators and its role.
    /// Source: OpenAI cookbook, "How to count tokens with tiktoken" (3 per message, and 1 for the role).
    /// </summary>
    public const int PerMessage = 4;

    /// <summary>Tokens that open the answer; counted once per request. Same source.</summary>
    public const int PerReply = 3;

    private readonly TokenCosts _costs;
    private readonly double _ratio;

    private TokenEstimator(TokenCosts costs, double ratio)
    {
        _costs = costs;
        _ratio = ratio;
    }

    /// <summary>For OpenAI's models since GPT-4o, and the best guess for any other.</summary>
    public static TokenEstimator O200k { get; } = new(TokenCosts.O200k, ratio: 1);

    /// <summary>For OpenAI's models before GPT-4o; Chinese costs more there.</summary>
    public static TokenEstimator Cl100k { get; } = new(TokenCosts.Cl100k, ratio: 1);

    /// <summary>The same estimate for a model that was seen to count <paramref name="ratio"/> times as many tokens.</summary>
    public TokenEstimator WithRatio(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        if (!double.IsFinite(ratio))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "The ratio must be a finite number.");
        return new TokenEstimator(_costs, ratio);
    }

    /// <summary>One pass, no allocation. 0 for the empty text only.</summary>
    public int Estimate(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return 0;

        var hundredths = new TokenScan(text, _costs).Total();
        var tokens = Math.Ceiling(hundredths / 100d * _ratio);
        return (int)Math.Clamp(tokens, 1, int.MaxValue);
    }
}
