namespace BotHost.Conversation.Forgetting;

/// <summary>What one conversation holds of a person.</summary>
/// <param name="ConversationId">Which.</param>
/// <param name="IsOwn">True if nobody else speaks in it: then all of it goes.</param>
/// <param name="Messages">The person's messages in it, ascending.</param>
internal sealed record Traces(long ConversationId, bool IsOwn, IReadOnlyList<long> Messages);
