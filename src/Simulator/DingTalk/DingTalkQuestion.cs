namespace BotHost.Simulator;

/// <summary>Something a person says to the robot.</summary>
public sealed record DingTalkQuestion
{
    /// <summary>The words; of an audio message what was recognised, of a file its name, unless its attachment says so.</summary>
    public string Text { get; init; } = "";

    public string StaffId { get; init; } = "0147258369";

    public string Nick { get; init; } = "王小明";

    /// <summary>Null: the private chat of this person, or the one group of this simulation. Case counts.</summary>
    public string? ConversationId { get; init; }

    public string ConversationTitle { get; init; } = "测试群-A";

    public bool IsGroup { get; init; }

    /// <summary>Null: a new one. Give the same to deliver a message twice.</summary>
    public string? MsgId { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>In a group: whether the robot is addressed.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>From another organisation: there is no staff id, so nobody can write to this person in private.</summary>
    public bool External { get; init; }

    public DingTalkMessageKind Kind { get; init; }

    /// <summary>What a picture, a rich text, a voice message, a video or a file holds. Null: something small that nobody looks into.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>Of a text: the earlier message that it quotes, of which DingTalk repeats the content.</summary>
    public DingTalkQuestion? Quoted { get; init; }

    /// <summary>Null: this robot's.</summary>
    public string? RobotCode { get; init; }
}
