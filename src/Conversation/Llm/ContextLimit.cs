namespace BotHost.Conversation.Llm;

/// <summary>What a server said of its limit when it refused a question as too long.</summary>
/// <param name="Tokens">The most it takes.</param>
public sealed record ContextLimit(int Tokens)
{
    /// <summary>True if the limit is for the question alone; else for question and answer together.</summary>
    public bool OfQuestion { get; init; }

    /// <summary>How many tokens it counted in what was asked; null where it does not say.</summary>
    public int? Counted { get; init; }
}
