using BotHost.Conversation.Llm.Keys;

namespace BotHost.Conversation.Llm;

/// <summary>One question to one model, over all its tries.</summary>
/// <param name="request">What is asked first.</param>
/// <param name="start">When.</param>
internal sealed class ModelCall(LlmRequest request, long start)
{
    private Dictionary<LlmFailureKind, int>? _failures;

    public LlmRequest Request { get; set; } = request;

    public long Start { get; } = start;

    public bool HasFallback => Request.HasFallback;

    /// <summary>So many were made; one with another key that was made at once is none.</summary>
    public int Tries { get; set; }

    /// <summary>How often another key was taken at once.</summary>
    public int Switches { get; set; }

    /// <summary>The keys that it was forbidden with, while none has answered it; null for none.</summary>
    public Forbidden? Forbidden { get; set; }

    /// <summary>What servers counted in tries that came to nothing, and nobody was told yet.</summary>
    public Queue<LlmEvent.Usage> Untold { get; } = new(0);

    /// <summary>How often it failed in this way.</summary>
    public int Count(LlmFailureKind kind) => _failures?.GetValueOrDefault(kind) ?? 0;

    public void Failed(LlmFailureKind kind) => (_failures ??= [])[kind] = Count(kind) + 1;
}
