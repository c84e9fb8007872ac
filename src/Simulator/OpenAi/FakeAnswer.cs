namespace BotHost.Simulator;

/// <summary>What the model says to one request.</summary>
public sealed record FakeAnswer(string Text)
{
    /// <summary>Comes before the text, as <c>reasoning_content</c>.</summary>
    public string Reasoning { get; init; } = "";

    public IReadOnlyList<FakeToolCall> ToolCalls { get; init; } = [];

    /// <summary>Null: <c>tool_calls</c> if there are any, else <c>stop</c>.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Null: as the server's options say.</summary>
    public int? Chunks { get; init; }

    /// <summary>Null: as the server's options say.</summary>
    public TimeSpan? FirstTokenDelay { get; init; }

    /// <summary>Null: as the server's options say.</summary>
    public TimeSpan? TokenDelay { get; init; }

    /// <summary>What the server says it counted in the question. Null: by the size of the request.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>Goes wrong in this way, unless the script of <see cref="OpenAiFaults"/> has another for this call.</summary>
    public ModelFault? Fault { get; init; }

    public static implicit operator FakeAnswer(string text) => FromString(text);

    public static FakeAnswer FromString(string text) => new(text);
}
