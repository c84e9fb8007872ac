namespace BotHost.Conversation.Inbox;

/// <summary>What became of a message that was handed in.</summary>
public enum Acceptance
{
    /// <summary>On disk; it will be answered.</summary>
    Stored,

    /// <summary>Already on disk: acknowledged again and not answered again.</summary>
    Duplicate,

    /// <summary>Not stored (queue full, disk full, stopping): the platform must try again.</summary>
    Refused,
}
