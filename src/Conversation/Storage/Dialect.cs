using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Storage;

/// <summary>What differs between the databases we run on. Everything else is the same SQL.</summary>
internal abstract class Dialect
{
    /// <summary>The folder of its migrations.</summary>
    public abstract string Name { get; }

    public abstract string ConnectionString { get; }

    /// <summary>Starts a transaction that may write, before its first read.</summary>
    public abstract string Begin { get; }

    /// <summary>Appended to the claim: other replicas skip what one is looking at.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>True where no other process can hold a lease, so that all of them are free at start.</summary>
    public abstract bool SingleProcess { get; }

    /// <summary>Creates a connection that is not open yet.</summary>
    public abstract DbConnection Create();

    /// <summary>Sets what a connection needs, after every open.</summary>
    public abstract void Prepare(DbConnection connection, bool writer);

    /// <summary>Prepares one statement of an open connection.</summary>
    public abstract SqlStatement Prepare(DbConnection connection, string sql);

    /// <summary>
    /// What the database wants done between transactions. Called by the writer's thread when one is on disk and everybody has been told;
    /// null where there is nothing to do.
    /// </summary>
    public virtual IBetweenTransactions? Maintenance(ILogger logger) => null;

    /// <summary>Takes what keeps a second process out; null where several may share the database.</summary>
    public abstract IDisposable? Lock();

    /// <summary>Which software answers, for the log and the doctor.</summary>
    public abstract string Describe(DbConnection connection);
}
