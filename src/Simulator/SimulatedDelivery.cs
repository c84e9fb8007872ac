namespace BotHost.Simulator;

/// <summary>A message that a person would now see.</summary>
/// <param name="Sequence">Counted from 1 in the order of delivery.</param>
/// <param name="Via">The way it came: <c>oto</c>, <c>group</c> or <c>session</c> on DingTalk.</param>
/// <param name="Target">The person of a private chat, the id of a group: the same whichever way it came.</param>
/// <param name="MsgType"><c>text</c>, <c>markdown</c>, <c>image</c>, … whatever the way calls it.</param>
/// <param name="Title">The preview in the list of conversations; empty where there is none.</param>
/// <param name="Text">What is read. Of a message that grows, as much as there is.</param>
/// <param name="AtUserIds">Those whose phone rings because they are mentioned.</param>
/// <param name="Timestamp">When it was first seen, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
public sealed record SimulatedDelivery(
    long Sequence,
    string Via,
    string Target,
    string MsgType,
    string Title,
    string Text,
    IReadOnlyList<string> AtUserIds,
    long Timestamp)
{
    /// <summary>The platform's name for the message, where it has one.</summary>
    public string Id { get; init; } = "";

    /// <summary>False while it is a card or a stream that was not closed. One that stays so is a message that hangs.</summary>
    public bool IsFinished { get; init; } = true;

    /// <summary>How often its text changed since it was first seen.</summary>
    public int Updates { get; init; }

    /// <summary>When it came to look like this, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long ChangedAt { get; init; } = Timestamp;

    /// <summary>The picture in it, as it was uploaded; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }
}
