namespace BotHost.Conversation.Storage;

/// <summary>Work that belongs to the end of every transaction, on the writer's thread.</summary>
internal interface ITransactionEnd
{
    /// <summary>The operations have run; what is written here is committed with them.</summary>
    void BeforeCommit(SqlSession session);

    /// <summary>All of it is on disk, and nobody has been told yet.</summary>
    void AfterCommit();

    /// <summary>Everybody who waited for the transaction has been told.</summary>
    void AfterCompletion();

    /// <summary>None of it is.</summary>
    void AfterRollback();
}
