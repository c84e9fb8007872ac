using System.Collections.Concurrent;
using System.Data.Common;
using BotHost.Conversation.Storage.Sqlite;

namespace BotHost.Conversation.Storage;

/// <summary>The one place where connections come from. Reads are short and side by side; writes go through <see cref="DatabaseWriter"/>.</summary>
internal sealed class Database : IDisposable
{
    private readonly ConcurrentBag<SqlSession> _readers = [];
    private readonly IDisposable? _lock;

    public Database(StorageOptions options)
        : this(new SqliteDialect(options.ConnectionString))
    {
    }

    public Database(Dialect dialect)
    {
        Dialect = dialect;
        try
        {
            _lock = dialect.Lock();
            using var connection = OpenWriter();
            Migrator.Migrate(connection, dialect);
            Description = dialect.Describe(connection);
        }
        catch (Exception exception)
        {
            _lock?.Dispose();
            if (exception is IOException or UnauthorizedAccessException or DbException)
                throw new DatabaseUnusableException(exception);
            throw;
        }
    }

    public Dialect Dialect { get; }

    public string Description { get; }

    public DbConnection OpenWriter() => Open(writer: true);

    public DbConnection OpenReader() => Open(writer: false);

    /// <summary>Runs a short read on a connection whose statements stay prepared.</summary>
    public T Read<T>(Func<SqlSession, T> read)
    {
        if (!_readers.TryTake(out var session))
        {
            session = new SqlSession(Open(writer: false), Dialect);
        }

        try
        {
            var result = read(session);
            _readers.Add(session);
            return result;
        }
        catch
        {
            session.Dispose();                  // whatever state it is in is not worth keeping
            throw;
        }
    }

    public void Dispose()
    {
        while (_readers.TryTake(out var session))
        {
            session.Dispose();
        }

        _lock?.Dispose();
    }

    private DbConnection Open(bool writer)
    {
        var connection = Dialect.Create();
        try
        {
            connection.Open();
            Dialect.Prepare(connection, writer);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
