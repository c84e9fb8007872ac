namespace BotHost.Conversation.Messages;

/// <summary>One message of a person to a bot, the same for every platform. An adapter makes it; nothing changes it afterwards.</summary>
public sealed record IncomingMessage
{
    /// <summary>The bot's name: its entry under <c>Bots</c> and the last segment of its webhook's address.</summary>
    public required string Bot { get; init; }

    /// <summary>Same key, same message: composed by the adapter from what the platform repeats on a redelivery. Unique within the bot.</summary>
    public required string DedupKey { get; init; }

    public MessageKind Kind { get; init; } = MessageKind.Message;

    public Lane Lane { get; init; } = Lane.InOrder;

    public required Chat Chat { get; init; }

    public required Sender Sender { get; init; }

    /// <summary>What was said, in order; the mention of the bot is already removed. Empty when somebody only mentioned the bot.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>The platform's clock: to show, never to order by.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>After this the platform takes no answer any more; null where it has no such window.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the answer goes, in the adapter's own words (JSON). The engine stores it and hands it back, and reads nothing in it.</summary>
    public required string ReplyAddress { get; init; }
}
