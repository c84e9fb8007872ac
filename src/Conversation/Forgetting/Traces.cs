namespace BotHost.Conversation.Forgetting;

/// <summary>What one conversation holds of a person.</summary>
/// <param name="ConversationId">Which.</param>
/// <param name="IsOwn">True if nobody else speaks in it: then all of it goes.</param>
/// <param name="Messages">The person's messages in it, ascending.</param>
internal sealed record Traces(long ConversationId, bool IsOwn, IReadOnlyList<long> Messages)
{
    /// <summary>Messages of others whose answers may repeat what the person said, for the host and no model chose the words: commands.</summary>
    public IReadOnlyList<long> Repeats { get; init; } = [];

    /// <summary>True if others share it, and a title of it or its persona is in the person's words.</summary>
    public bool HasChosen { get; init; }
}
