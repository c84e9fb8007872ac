using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>The embedded database: one file, one process, one writer.</summary>
internal sealed class SqliteDialect : Dialect
{
    /// <summary>Milliseconds for which the writer waits for a program that is not ours.</summary>
    public const int WriterPatience = 30_000;

    private readonly string _path;

    public SqliteDialect(string connectionString)
    {
        SqliteLibrary.Load();
        var builder = new SqliteConnectionStringBuilder(connectionString);
        _path = Path.GetFullPath(builder.DataSource);
        builder.DataSource = _path;
        builder.ForeignKeys = null;             // checked by the contract tests; at run time it would double the look-ups of every insert
        ConnectionString = builder.ToString();
    }

    public override string Name => "sqlite";

    public override string ConnectionString { get; }

    /// <summary>A transaction that reads first and writes later can fail with SQLITE_BUSY_SNAPSHOT, which no waiting cures.</summary>
    public override string Begin => "begin immediate";

    public override string SkipLocked => "";

    public override bool SingleProcess => true;

    public override DbConnection Create() => new SqliteConnection(ConnectionString);

    public override void Prepare(DbConnection connection, bool writer)
    {
        using var command = connection.CreateCommand();
        // Another program may look into the file, or copy it: it is waited for (https://www.sqlite.org/c3ref/busy_timeout.html).
        // Copying the log into the database is not left to commits: see WalCheckpoints.
        // FULL: a commit is on disk, through a loss of power, before anybody is told. Cache sizes are in KiB when negative.
        // What is deleted, or moved by an update, is overwritten at once: nobody could find the old places later (docs/privacy.md).
        command.CommandText = writer
            ? $"pragma journal_mode = wal; pragma busy_timeout = {WriterPatience}; pragma synchronous = full; pragma temp_store = memory; pragma cache_size = -8192; pragma wal_autocheckpoint = 0; pragma foreign_keys = off; pragma secure_delete = on;"
            : "pragma query_only = on; pragma busy_timeout = 5000; pragma cache_size = -2048;";
        command.ExecuteNonQuery();
    }

    public override SqlStatement Prepare(DbConnection connection, string sql) => new SqliteStatement((SqliteConnection)connection, sql);

    public override IBetweenTransactions Maintenance(ILogger logger) => new WalCheckpoints(
        () =>
        {
            var connection = Create();
            connection.Open();
            Prepare(connection, writer: true);
            return new SqlSession(connection, this);
        },
        logger);

    public override IDisposable Lock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        return DatabaseLock.Take(_path + ".lock");
    }

    public override string Describe(DbConnection connection) => $"SQLite {connection.ServerVersion} at {_path}";
}
