namespace BotHost.Conversation.Storage;

/// <summary>Housekeeping of a database that nobody should wait for.</summary>
internal interface IBetweenTransactions : IDisposable
{
    /// <summary>A transaction is on disk and everybody has been told.</summary>
    void AfterCommit(SqlSession writer, int operations);

    /// <summary>Called instead, when somebody wants nothing deleted to be left in the database's files beside the tables.</summary>
    /// <param name="writer">The writer's.</param>
    /// <param name="erasure">The same in every call for the same deletion.</param>
    /// <returns>False if that is not done yet: then it is asked for again.</returns>
    bool TryErase(SqlSession writer, Erasure erasure);
}
