namespace BotHost.Conversation.Storage;

/// <summary>The row at which a statement stands. Columns count from 0.</summary>
internal interface ISqlRow
{
    bool IsDBNull(int column);

    long GetInt64(int column);

    int GetInt32(int column) => checked((int)GetInt64(column));

    bool GetBoolean(int column) => GetInt64(column) != 0;

    double GetDouble(int column);

    string GetString(int column);

    byte[] GetBytes(int column);
}
