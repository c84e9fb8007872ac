namespace BotHost.Conversation.Messages;

/// <summary>Who said it: with bot and chat, the principal that limits, permissions and contexts are about.</summary>
public sealed record Sender
{
    public required string Id { get; init; }

    /// <summary>As the platform shows the person; may be empty. Never an identity.</summary>
    public string DisplayName { get; init; } = "";
}
