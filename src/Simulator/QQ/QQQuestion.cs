namespace BotHost.Simulator;

/// <summary>Something a person says to the bot.</summary>
public sealed record QQQuestion
{
    /// <summary>The words; of a voice message without an <see cref="Attachment"/> what was recognised, of such a file its name.</summary>
    public string Text { get; init; } = "";

    /// <summary>Who this is in the simulation. QQ shows a bot only ids of its own: <see cref="FakeQQ.UserOpenId"/>, <see cref="FakeQQ.MemberOpenId"/>.</summary>
    public string PersonId { get; init; } = "xiaoming";

    /// <summary>Only shown in groups; in private QQ leaves it empty.</summary>
    public string Nick { get; init; } = "小明";

    public bool IsGroup { get; init; }

    /// <summary>Null: the one group of this simulation.</summary>
    public string? GroupId { get; init; }

    /// <summary>In a group: whether the bot is addressed.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>In a group: "@全体成员", which QQ counts as addressing every bot too.</summary>
    public bool MentionAll { get; init; }

    /// <summary>
    /// The group's owner lets the bot hear everything, so that the event is GROUP_MESSAGE_CREATE. A message that does not address the bot
    /// comes in no other way.
    /// </summary>
    public bool HearsAll { get; init; }

    /// <summary>Said by another bot.</summary>
    public bool FromBot { get; init; }

    public QQMessageKind Kind { get; init; }

    /// <summary>What is attached to a question of a kind that has something attached. Null: an address where nothing is.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>The message that this one quotes, if any.</summary>
    public QQQuestion? Quoted { get; init; }

    /// <summary><c>d.id</c>. Null: a new one. Give the same to deliver a message twice.</summary>
    public string? MsgId { get; init; }

    /// <summary>The id of the envelope. Null: made from event and message, so that the same message comes in the same envelope.</summary>
    public string? EventId { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? SentAt { get; init; }
}
