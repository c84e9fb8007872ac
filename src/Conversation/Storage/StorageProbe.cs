using BotHost.Conversation.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace BotHost.Conversation.Storage;

/// <summary>For the doctor, who may look at a database beside a working host.</summary>
public static class StorageProbe
{
    /// <summary>Opens an existing database for reading only, with the library that the host uses, and gives that library's version.</summary>
    public static string OpenSqlite(string connectionString)
    {
        SqliteLibrary.Load();
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection.ServerVersion;
    }
}
