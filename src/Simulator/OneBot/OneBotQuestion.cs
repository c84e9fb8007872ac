namespace BotHost.Simulator;

/// <summary>Something a person says where the account is.</summary>
public sealed record OneBotQuestion
{
    /// <summary>The words; of a file without an <see cref="Attachment"/> its name. What is attached has words beside it only if it is a picture.</summary>
    public string Text { get; init; } = "";

    /// <summary>Who this is in the simulation. A number is that QQ number; anyone else is given one.</summary>
    public string PersonId { get; init; } = "20001";

    public string Nick { get; init; } = "张三";

    /// <summary>The name that a group gave the person; empty if none.</summary>
    public string Card { get; init; } = "";

    public bool IsGroup { get; init; }

    /// <summary>A number is that group's; any other is given one. Null: the one group of this simulation.</summary>
    public string? GroupId { get; init; }

    /// <summary>In a group: whether the account is mentioned.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>In a group: "@全体成员" as well.</summary>
    public bool MentionAll { get; init; }

    public OneBotMessageKind Kind { get; init; }

    /// <summary>What is attached to a picture, a voice message or a file. Null: an address where nothing is.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>The message that is quoted, if any.</summary>
    public int? ReplyTo { get; init; }

    /// <summary>A number is the id itself, which may be negative; anything else is made one. Null: a new one.</summary>
    public string? MessageId { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Reported although the account said it itself (<c>message_sent</c>).</summary>
    public bool FromSelf { get; init; }
}
