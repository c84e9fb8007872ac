namespace BotHost.Conversation.Storage;

/// <summary>The database cannot be opened: no right to write there, a file in the way, no database at all.</summary>
public sealed class DatabaseUnusableException(Exception inner)
    : Exception($"The database cannot be opened: {inner.Message} Let the user that runs BotHost write there, or set Storage:ConnectionString to a place where it may.", inner);
