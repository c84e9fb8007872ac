namespace BotHost.Conversation.Llm;

/// <summary>One thing that a check of a model found out.</summary>
/// <param name="Check">What was tried.</param>
/// <param name="Health">How it went.</param>
/// <param name="Result">What came back. No secrets.</param>
/// <param name="Remedy">How to mend it; empty when all is well.</param>
public sealed record ModelFinding(string Check, ModelHealth Health, string Result, string Remedy = "");

public enum ModelHealth
{
    Good,
    Doubtful,
    Failed,
}
