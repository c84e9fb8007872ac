using System.Globalization;
using System.Text.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Inbox;

/// <summary>A message that is ours to work on, as it stands in the database: nobody else touches its conversation until the lease ends.</summary>
internal sealed record Claim
{
    public required long MessageId { get; init; }

    public required long ConversationId { get; init; }

    /// <summary>The claim's number. Every write of the turn names it, so that a turn that lost its lease changes nothing.</summary>
    public required long Attempt { get; init; }

    public required long ContextNo { get; init; }

    public required string Bot { get; init; }

    /// <summary>Messages before this one may not be wanted any more (<see cref="SqlStops"/>); null where nobody said so.</summary>
    public long? StopBefore { get; init; }

    /// <summary>The group of the context that this turn is to take the place of, and so is not reminded of; null for none.</summary>
    public long? Replaces { get; init; }

    /// <summary>What was chosen for the conversation.</summary>
    public ConversationSettings Settings { get; init; } = ConversationSettings.Default;

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How many attempts ended without closing the message: crashes, failed sends.</summary>
    public required int Tries { get; init; }

    /// <summary>The message itself if this very process has just stored it: it need not be read back.</summary>
    public IncomingMessage? Received { get; init; }

    /// <summary>The message as it is stored; null where <see cref="Received"/> is there.</summary>
    public string? MessageJson { get; init; }

    /// <summary>What the sink of an earlier attempt left for the next one (see <see cref="IDeliveryState"/>); null if nothing.</summary>
    public string? Delivery { get; init; }

    /// <summary>The reply of an earlier attempt: it is only delivered, and the model is not asked again. Null if there is none.</summary>
    public ClaimedReply? Stored { get; init; }

    /// <summary>What people are told when something goes wrong, and what the log is searched for.</summary>
    public string Reference => MessageId.ToString(CultureInfo.InvariantCulture);

    public IncomingMessage ReadMessage() =>
        Received ?? JsonSerializer.Deserialize(MessageJson!, Messages.MessageJson.Compact.IncomingMessage)!;
}

/// <summary>A reply as it stands in the database.</summary>
internal sealed record ClaimedReply(ReplyKind Kind, DateTimeOffset RepliedAt, string PartsJson, IReadOnlyList<int> Delivered)
{
    public StoredReply Read() =>
        StoredReply.Of(Kind, RepliedAt, JsonSerializer.Deserialize(PartsJson, MessageJson.Compact.IReadOnlyListPart)!, Delivered);
}

/// <summary>A reply and when it was stored.</summary>
internal sealed record StoredReply(Reply Reply, DateTimeOffset RepliedAt)
{
    public static StoredReply Of(ReplyKind kind, DateTimeOffset repliedAt, IReadOnlyList<Part> contents, IReadOnlyList<int> delivered) =>
        new(new Reply { Kind = kind, Parts = [.. contents.Select((part, index) => new ReplyPart(index, part, delivered.Contains(index)))] }, repliedAt);
}
