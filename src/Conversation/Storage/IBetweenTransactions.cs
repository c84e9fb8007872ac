namespace BotHost.Conversation.Storage;

/// <summary>Housekeeping of a database that nobody should wait for.</summary>
internal interface IBetweenTransactions : IDisposable
{
    /// <summary>A transaction is on disk and everybody has been told.</summary>
    void AfterCommit(SqlSession writer, int operations);
}
