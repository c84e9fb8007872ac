namespace BotHost.Simulator;

/// <summary>Something a person says to the bot.</summary>
public sealed record FeishuQuestion
{
    /// <summary>The words; of a file its name, unless its attachment says so. <c>@</c> and the name of one of <see cref="Mentioned"/> stands for a mention.</summary>
    public string Text { get; init; } = "";

    /// <summary>The person under any name; an <c>open_id</c> is made of it unless it is one.</summary>
    public string PersonId { get; init; } = "ou_a11ce0000000000000000000000a11ce";

    /// <summary>The chat under any name; a <c>chat_id</c> is made of it unless it is one. Null: the person's own, or the one group of this simulation.</summary>
    public string? ChatId { get; init; }

    public bool IsGroup { get; init; }

    /// <summary>In a group: whether the bot is addressed, at the beginning of the text.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>Others who are mentioned in the text.</summary>
    public IReadOnlyList<SimulatedPerson> Mentioned { get; init; } = [];

    /// <summary>Begins with <c>@所有人</c>, of which Feishu tells nothing but the placeholder.</summary>
    public bool MentionAll { get; init; }

    /// <summary>Null: a new one. Give the same to deliver a message twice.</summary>
    public string? MessageId { get; init; }

    /// <summary>Null: one that belongs to the message.</summary>
    public string? EventId { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public FeishuMessageKind Kind { get; init; }

    /// <summary>What a picture, a post, a voice message, a video or a file holds. Null: something small that nobody looks into.</summary>
    public SimulatedAttachment? Attachment { get; init; }

    /// <summary>The message that this one answers, if any.</summary>
    public string? ParentId { get; init; }

    /// <summary>The topic it stands in, if any.</summary>
    public string? ThreadId { get; init; }

    /// <summary>Said by another bot.</summary>
    public bool ByBot { get; init; }

    /// <summary>Null: this app's.</summary>
    public string? AppId { get; init; }

    /// <summary>Null: this app's.</summary>
    public string? VerificationToken { get; init; }
}
