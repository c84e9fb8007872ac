using BotHost.Conversation.Llm.Keys;

namespace BotHost.Conversation.Llm;

/// <summary>One try of a call, up to its first piece or its failure.</summary>
/// <param name="call">Whose try it is.</param>
/// <param name="circuit">Whether the model could be asked.</param>
internal sealed class ModelTry(ModelCall call, CircuitAnswer circuit) : IAsyncDisposable
{
    public ModelCall Call => call;

    public CircuitAnswer Circuit => circuit;

    /// <summary>What came up to and with the first piece.</summary>
    public List<LlmEvent> Early { get; } = new(1);

    /// <summary>What comes after it; null if nothing does.</summary>
    public IAsyncEnumerator<LlmEvent>? Events { get; init; }

    /// <summary>Held as long as the answer lasts.</summary>
    public KeyLease? Lease { get; init; }

    /// <summary>What had been learnt of refused fields when it began.</summary>
    public object? RefusedBefore { get; init; }

    /// <summary>Until the next one.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Why it came to nothing; null if an answer has begun.</summary>
    public LlmFailure? Failure => Early is [.., LlmEvent.Failed { Failure: var failure }] ? failure : null;

    public async ValueTask DisposeAsync()
    {
        if (Events is not null)
            await Events.DisposeAsync();
        Lease?.Dispose();
    }
}
