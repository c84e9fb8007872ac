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

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How many attempts ended without closing the message: crashes, failed sends.</summary>
    public required int Tries { get; init; }

    public required string MessageJson { get; init; }

    /// <summary>The reply of an earlier attempt: it is only delivered, and the model is not asked again. Null if there is none.</summary>
    public StoredParts? Stored { get; init; }

    /// <summary>What people are told when something goes wrong, and what the log is searched for.</summary>
    public string Reference => MessageId.ToString(CultureInfo.InvariantCulture);

    public IncomingMessage ReadMessage() => JsonSerializer.Deserialize(MessageJson, Messages.MessageJson.Compact.IncomingMessage)!;
}

/// <summary>A reply as it stands in the database.</summary>
internal sealed record StoredParts(ReplyKind Kind, DateTimeOffset RepliedAt, IReadOnlyList<(int Index, string Json, bool Closed)> Parts)
{
    public StoredReply Read() => new(
        new Reply
        {
            Kind = Kind,
            Parts = [.. Parts.Select(part => new ReplyPart(part.Index, JsonSerializer.Deserialize(part.Json, MessageJson.Compact.Part)!, part.Closed))],
        },
        RepliedAt);
}

/// <summary>A reply and when it was stored.</summary>
internal sealed record StoredReply(Reply Reply, DateTimeOffset RepliedAt);
