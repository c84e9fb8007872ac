namespace BotHost.Conversation.Llm;

/// <summary>What a model's answer is made of, in the order it arrives.</summary>
public abstract record LlmEvent
{
    private LlmEvent()
    {
    }

    /// <summary>The next piece of the answer.</summary>
    public sealed record Text(string Delta) : LlmEvent;

    /// <summary>The next piece of the model's reasoning: not part of the answer.</summary>
    public sealed record Reasoning(string Delta) : LlmEvent;

    /// <summary>The next piece of a refusal: shown as the answer.</summary>
    public sealed record Refusal(string Delta) : LlmEvent;

    /// <summary>A complete call of a tool; <paramref name="Arguments"/> is JSON as the model wrote it.</summary>
    public sealed record ToolCall(string Id, string Name, string Arguments) : LlmEvent;

    /// <summary>What the server says it counted in one try. Those that came to nothing come first: they are paid, too.</summary>
    public sealed record Usage(int InputTokens, int OutputTokens) : LlmEvent
    {
        /// <summary>Both together.</summary>
        public Usage Plus(Usage? other) => other is null ? this : new Usage(InputTokens + other.InputTokens, OutputTokens + other.OutputTokens);
    }

    /// <summary>What the server keeps of the conversation now. Comes, if at all, before the last event, and only with an answer that is whole.</summary>
    public sealed record Kept(ServerState State) : LlmEvent;

    /// <summary>The model ended: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>, or a server's own word.</summary>
    public sealed record Finished(string Reason) : LlmEvent;

    /// <summary>The stream ended without saying so: what came is not the whole answer.</summary>
    public sealed record Truncated : LlmEvent;

    /// <summary>The call failed, before or after the first piece.</summary>
    public sealed record Failed(LlmFailure Failure) : LlmEvent;
}
