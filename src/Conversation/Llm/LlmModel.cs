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
}
