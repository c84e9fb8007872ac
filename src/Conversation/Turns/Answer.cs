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

    /// <summary>What the models cost that were asked; null if none was.</summary>
    public TurnUsage? Usage { get; init; }
}

/// <summary>What one turn used, of whoever answered and of those that it stood in for.</summary>
/// <param name="Model">Who answered, as its server calls it.</param>
/// <param name="InputTokens">Of all that were asked.</param>
/// <param name="OutputTokens">Of all that were asked.</param>
/// <param name="Estimated">True where a server reported nothing and its part of the figures is our estimate.</param>
/// <param name="Micros">Millionths of the currency of all prices: each model's tokens at its own.</param>
internal sealed record TurnUsage(string Model, int InputTokens, int OutputTokens, bool Estimated, long Micros = 0)
{
    public bool IsNothing => InputTokens == 0 && OutputTokens == 0;

    public static TurnUsage Of(LlmModel model, Heard heard)
    {
        var (input, output) = heard.Usage!;
        return new TurnUsage(model.Model, input, output, heard.IsEstimated, model.MicrosOf(input, output));
    }

    /// <summary>The same, with what somebody took who was asked for it in vain.</summary>
    public TurnUsage Plus(TurnUsage other) => other.IsNothing ? this : this with
    {
        InputTokens = InputTokens + other.InputTokens,
        OutputTokens = OutputTokens + other.OutputTokens,
        Estimated = Estimated || other.Estimated,
        Micros = Micros + other.Micros,
    };
}
