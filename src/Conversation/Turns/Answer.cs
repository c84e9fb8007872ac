using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Turns;

/// <summary>What a turn came to, before it is cut into parts and stored: the words, and what they change.</summary>
internal sealed record Answer
{
    public required ReplyKind Kind { get; init; }

    /// <summary>May be empty where there are <see cref="Pictures"/>.</summary>
    public required string Text { get; init; }

    /// <summary>True if the person stopped it after some of it was written: they have had it, and pay for it.</summary>
    public bool WasStopped { get; init; }

    /// <summary>What is shown with it.</summary>
    public IReadOnlyList<PicturePart> Pictures { get; init; } = [];

    /// <summary>True if there was something to look into: as far as it is needed it is in <see cref="Entries"/> now, and is not kept for itself.</summary>
    public bool HasRead { get; init; }

    /// <summary>Appended to the context in the same commit.</summary>
    public IReadOnlyList<ContextEntry> Entries { get; init; } = [];

    /// <summary>True if the context starts anew after this answer.</summary>
    public bool StartsNewContext { get; init; }

    /// <summary>The group that leaves the context in the same commit; null for none.</summary>
    public long? Forgets { get; init; }

    /// <summary>Which of the lane's conversations goes on after this answer; null for the one that it was given in.</summary>
    public long? SwitchesTo { get; init; }

    /// <summary>The message that this leaves without an answer and without a trace in the context: whoever wants to try again means this one.</summary>
    public long? Unanswered { get; init; }

    /// <summary>What else is changed in the same commit.</summary>
    public IReadOnlyList<TurnWrite> Writes { get; init; } = [];

    /// <summary>Who folds the oldest turns into a summary once this is stored; null while the conversation is not long.</summary>
    public LlmModel? Folds { get; init; }

    /// <summary>What the model cost; null if none was asked.</summary>
    public TurnUsage? Usage { get; init; }
}

/// <summary>What one turn used of a model.</summary>
/// <param name="Model">As the server calls it.</param>
/// <param name="Estimated">True where the server reported nothing and the figures are our estimate.</param>
/// <param name="Micros">Millionths of the currency of all prices.</param>
internal sealed record TurnUsage(string Model, int InputTokens, int OutputTokens, bool Estimated, long Micros = 0);
