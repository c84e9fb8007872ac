namespace BotHost.Conversation.Forgetting;

/// <summary>Whom a bot shall forget, and up to where.</summary>
/// <param name="Bot">Another bot's memory of the same person is not touched.</param>
/// <param name="SenderId">As the platform gives it.</param>
/// <param name="Before">The message that asked for it: what came before it goes, what comes after it is new.</param>
/// <param name="ConversationId">Where it was asked.</param>
internal sealed record Person(string Bot, string SenderId, long Before, long ConversationId);
