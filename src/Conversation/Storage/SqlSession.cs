using System.Data.Common;

namespace BotHost.Conversation.Storage;

/// <summary>
/// One connection whose statements stay prepared: every message runs a dozen of them (docs/adr/0003). Not thread-safe: one user at a time.
/// </summary>
internal sealed class SqlSession(DbConnection connection, Dialect dialect) : IDisposable
{
    private readonly Dictionary<string, SqlStatement> _statements = [];

    public DbConnection Connection => connection;

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var statement = Prepared(sql);
        try
        {
            statement.Begin(parameters);
            while (statement.Read())
            {
            }

            return statement.Changes;
        }
        finally
        {
            statement.End();
        }
    }

    /// <summary>The first column of the first row, as a 64-bit number; null if there is no row or it is null.</summary>
    public long? Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var statement = Prepared(sql);
        try
        {
            statement.Begin(parameters);
            return statement.Read() && !statement.IsDBNull(0) ? statement.GetInt64(0) : null;
        }
        finally
        {
            statement.End();
        }
    }

    public T? First<T>(string sql, Func<ISqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        var statement = Prepared(sql);
        try
        {
            statement.Begin(parameters);
            return statement.Read() ? map(statement) : null;
        }
        finally
        {
            statement.End();
        }
    }

    public List<T> Query<T>(string sql, Func<ISqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var statement = Prepared(sql);
        try
        {
            statement.Begin(parameters);
            List<T> rows = [];
            while (statement.Read())
            {
                rows.Add(map(statement));
            }

            return rows;
        }
        finally
        {
            statement.End();
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private SqlStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = dialect.Prepare(connection, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }
}
