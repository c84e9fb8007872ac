using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Tools;

namespace BotHost.Conversation.Turns;

/// <summary>What a model said to one question, over all calls that it took, listened to until its end.</summary>
internal sealed record Heard
{
    /// <summary>The <see cref="Reason"/> of an answer that the person did not want to its end.</summary>
    public const string Stopped = "stopped";

    /// <summary>The <see cref="Reason"/> of an answer that the server's content filter stopped.</summary>
    public const string Filtered = "content_filter";

    /// <summary>What people see of it.</summary>
    public string Text { get; init; } = "";

    /// <summary>What the context remembers of it: without what the model thought, the marks of its sources, and the tools that it called.</summary>
    public string Remembered { get; init; } = "";

    public string Reason { get; init; } = "stop";

    public LlmEvent.Usage? Usage { get; init; }

    /// <summary>How many tries of the call <see cref="Usage"/> adds up.</summary>
    public int Counts { get; init; }

    /// <summary>True where the server reported no usage, and <see cref="Usage"/> is our estimate.</summary>
    public bool IsEstimated { get; init; }

    public LlmFailure? Failure { get; init; }

    /// <summary>True if a content filter stopped it, at whichever word: nothing of it is shown or remembered.</summary>
    public bool IsFiltered => Reason == Filtered || Failure is { Kind: LlmFailureKind.ContentFiltered };

    /// <summary>
    /// What the person is told instead of an answer, or below what there is of it: a budget is used up, or a forbidden word was in it. Nobody
    /// else is asked then.
    /// </summary>
    public Answer? Refused { get; init; }

    /// <summary>The tools that the model asked for with it.</summary>
    public IReadOnlyList<LlmContent.ToolCall> ToolCalls { get; init; } = [];

    /// <summary>What was called on the way, and what it gave: remembered between question and answer.</summary>
    public IReadOnlyList<ContextEntry> Entries { get; init; } = [];

    /// <summary>The tools that were called on the way, in their order. Where there are any, nobody else is asked the same: they would be called again.</summary>
    public IReadOnlyList<ToolTrace> Traces { get; init; } = [];

    /// <summary>What the server keeps of the conversation now; null for nothing that could be used again.</summary>
    public ServerState? State { get; init; }

    /// <summary>What the person is told before the answer.</summary>
    public string Notice { get; init; } = "";

    /// <summary>How long the conversation may still become before it counts as long: <see cref="Prompt.UntilLong"/>.</summary>
    public int UntilLong { get; init; }

    /// <summary>The same, with what the try before it took that came to nothing.</summary>
    public Heard After(Heard before) => before.Usage is null or { InputTokens: 0, OutputTokens: 0 }
        ? this
        : this with { Usage = before.Usage.Plus(Usage), IsEstimated = IsEstimated || before.IsEstimated };
}
