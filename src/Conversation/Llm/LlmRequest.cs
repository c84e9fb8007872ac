namespace BotHost.Conversation.Llm;

/// <summary>One question to a model, with all it needs to know.</summary>
public sealed record LlmRequest
{
    public required IReadOnlyList<LlmMessage> Messages { get; init; }

    public IReadOnlyList<LlmTool> Tools { get; init; } = [];

    /// <summary>The longest answer, in tokens; null leaves it to the server.</summary>
    public int? MaxOutputTokens { get; init; }
}
