namespace BotHost.Conversation.Llm;

/// <summary>One question to a model, with all it needs to know.</summary>
public sealed record LlmRequest
{
    public required IReadOnlyList<LlmMessage> Messages { get; init; }

    public IReadOnlyList<LlmTool> Tools { get; init; } = [];

    /// <summary>The longest answer, in tokens; null leaves it to the server.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What an earlier answer of this conversation left at the server; null where nothing is known to be there.</summary>
    public ServerState? State { get; init; }

    /// <summary>True if somebody else can be asked instead: then nobody waits here as long as for the last one.</summary>
    public bool HasFallback { get; init; }
}
