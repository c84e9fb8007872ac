namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>
/// Keeps a second process away from a database file: two hosts would both answer. The operating system holds the lock on the open
/// file, so that it is gone with the process however that ended.
/// </summary>
internal static class DatabaseLock
{
    public static IDisposable Take(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new DatabaseInUseException(path, exception);
        }
    }
}
