namespace BotHost.Simulator;

/// <summary>An answer with everything decided: what is said, in which pieces, how fast and with which flaw.</summary>
internal sealed record ChatAnswer
{
    /// <summary>What the answer is cut into is for the reader's eyes, so the exact counts do not matter: about a token for two characters.</summary>
    private const int CharactersPerToken = 2;

    /// <summary>JSON spends more on the same words. For the prompt only the size of the request is looked at.</summary>
    private const int RequestBytesPerToken = 4;

    public required ChatRequest Request { get; init; }

    public required string Text { get; init; }

    public required string Reasoning { get; init; }

    public required IReadOnlyList<FakeToolCall> ToolCalls { get; init; }

    public required string FinishReason { get; init; }

    public required int Chunks { get; init; }

    public required TimeSpan FirstTokenDelay { get; init; }

    public required TimeSpan TokenDelay { get; init; }

    public required AnswerFlaw Flaw { get; init; }

    public required long Created { get; init; }

    /// <summary>True: with what Azure's content filter says of it.</summary>
    public bool IsAzure { get; init; }

    /// <summary>False where a stream was not asked for, or is not given.</summary>
    public bool IsStreamed => Request.Stream && Flaw != AnswerFlaw.IgnoreStream;

    public required int PromptTokens { get; init; }

    public int CompletionTokens => ((Text.Length + Reasoning.Length) / CharactersPerToken) + 1;

    /// <summary>Puts together what the answer says, what the options say and what the flaw changes about the content itself.</summary>
    public static ChatAnswer Compose(ChatRequest request, FakeAnswer answer, FakeOpenAiOptions options, AnswerFlaw flaw, DateTimeOffset now)
    {
        var tools = flaw == AnswerFlaw.ToolArgumentsAsObject && answer.ToolCalls.Count == 0
            ? [new FakeToolCall("call_1", "lookup", """{"q":"天气"}""")]
            : answer.ToolCalls;
        return new ChatAnswer
        {
            Request = request,
            Text = flaw switch
            {
                AnswerFlaw.EmptyAnswer => "",
                AnswerFlaw.FilteredFinish => Half(answer.Text),
                _ => answer.Text,
            },
            Reasoning = flaw == AnswerFlaw.ReasoningThenAnswer && answer.Reasoning.Length == 0 ? "让我想一想。" : answer.Reasoning,
            ToolCalls = tools,
            FinishReason = flaw switch
            {
                AnswerFlaw.LengthFinish => "length",
                AnswerFlaw.FilteredFinish => "content_filter",
                AnswerFlaw.UnknownFinishReason => "insufficient_system_resource",
                _ => answer.FinishReason ?? (tools.Count > 0 ? "tool_calls" : "stop"),
            },
            Chunks = flaw == AnswerFlaw.OneChunk ? 1 : answer.Chunks ?? options.Chunks,
            PromptTokens = answer.PromptTokens ?? ((request.ToldBytes / RequestBytesPerToken) + 1),
            FirstTokenDelay = answer.FirstTokenDelay ?? options.FirstTokenDelay,
            TokenDelay = answer.TokenDelay ?? options.TokenDelay,
            Flaw = flaw,
            Created = now.ToUnixTimeSeconds(),
            IsAzure = options.Azure,
        };
    }

    private static string Half(string text) => text.Length < 2 ? text : text[..TextPieces.SafeCut(text, text.Length / 2)];
}
