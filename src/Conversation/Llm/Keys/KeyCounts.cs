namespace BotHost.Conversation.Llm.Keys;

/// <summary>How many keys of a pool are in which state.</summary>
internal readonly record struct KeyCounts(int Well, int Resting, int Retired);
