namespace BotHost.Conversation.Messages;

/// <summary>Where a message was said. Ids are opaque and case-sensitive.</summary>
public sealed record Chat
{
    public required ChatKind Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>The thread within the chat; empty where there is none.</summary>
    public string Thread { get; init; } = "";

    /// <summary>The group's name as people see it; empty in private.</summary>
    public string Title { get; init; } = "";
}

public enum ChatKind
{
    Private = 0,
    Group = 1,
}
