namespace BotHost.Conversation.Llm;

/// <summary>One entry under <c>Models</c>, ready to be asked.</summary>
public sealed record LlmModel
{
    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the server calls it: stored with each answer's usage.</summary>
    public required string Model { get; init; }

    /// <summary>Answers with its retries: nobody above this retries a model call.</summary>
    public required ILlmClient Client { get; init; }

    /// <summary>Tokens of question and answer together.</summary>
    public int ContextWindow { get; init; } = 32_768;

    /// <summary>Tokens kept free for the answer.</summary>
    public int MaxOutputTokens { get; init; } = 4_096;

    /// <summary>True if it may be shown pictures.</summary>
    public bool Vision { get; init; }

    /// <summary>The entries that are asked, in this order, when this one cannot answer.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];

    /// <summary>How often an answer that was cut at its limit is continued.</summary>
    public int Continuations { get; init; } = 2;

    /// <summary>Whose vocabulary the estimate of tokens starts from.</summary>
    public TokenEncoding Encoding { get; init; }

    /// <summary>What was learnt of how its server counts.</summary>
    public TokenCalibration Calibration { get; init; } = new("");

    /// <summary>True if its server keeps conversations, so that <see cref="LlmRequest.State"/> is worth looking up.</summary>
    public bool KeepsState { get; init; }

    /// <summary>Has the server forget one of them; null where it keeps none.</summary>
    internal IServerKeeper? Keeper { get; init; }

    /// <summary>Of a million tokens that are sent.</summary>
    public decimal InputPrice { get; init; }

    /// <summary>Of a million tokens that are answered.</summary>
    public decimal OutputPrice { get; init; }

    /// <summary>What so many tokens cost, in millionths of the currency of all prices; what is less than one counts as one.</summary>
    public long MicrosOf(long inputTokens, long outputTokens) =>
        InputPrice == 0 && OutputPrice == 0 ? 0 : (long)decimal.Ceiling((inputTokens * InputPrice) + (outputTokens * OutputPrice));
}
