namespace BotHost.Conversation.Llm.Images;

/// <summary>How an administrator wants pictures; null leaves it to the server.</summary>
internal sealed record ImageWishes(string? Size, string? Quality);
