namespace BotHost.Conversation.Storage;

/// <summary>Another process runs on this database.</summary>
public sealed class DatabaseInUseException(string lockFile, Exception? inner = null)
    : Exception($"Another process uses this database: {lockFile} is locked. Stop it, or give this host its own Storage:ConnectionString.", inner)
{
    public string LockFile { get; } = lockFile;
}
