using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>
/// A statement on the library itself, beneath ADO.NET, whose commands and readers cost more than most of what our statements do (docs/adr/0003).
/// Numbers, texts and bytes; times out as the connection does (https://www.sqlite.org/c3ref/busy_timeout.html).
/// </summary>
internal sealed class SqliteStatement : SqlStatement
{
    /// <summary>Texts up to so many bytes are encoded without a buffer from the pool.</summary>
    private const int SmallText = 512;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private int[]? _places;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement, out var rest));
        if (!string.IsNullOrWhiteSpace(rest))
        {
            _statement.Dispose();
            throw new ArgumentException($"One statement at a time; this is left: {rest}", nameof(sql));
        }
    }

    public override int Changes => raw.sqlite3_changes(_connection);

    public override void Begin(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _places ??= Places(parameters);
        if (_places.Length != parameters.Length)
        {
            throw new ArgumentException($"{_places.Length} parameters, not {parameters.Length}.", nameof(parameters));
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            Check(Bind(_places[i], parameters[i].Value));
        }
    }

    public override bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        Check(result);
        return false;
    }

    public override void End()
    {
        raw.sqlite3_reset(_statement);          // answers what the last step failed with, which was thrown then
        raw.sqlite3_clear_bindings(_statement);
    }

    public override bool IsDBNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long GetInt64(int column) => raw.sqlite3_column_int64(_statement, NotNull(column));

    public override double GetDouble(int column) => raw.sqlite3_column_double(_statement, NotNull(column));

    // The bytes of a text are its UTF-8, and unlike the text they may hold a zero.
    public override string GetString(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, NotNull(column)));

    public override byte[] GetBytes(int column) => raw.sqlite3_column_blob(_statement, NotNull(column)).ToArray();

    public override void Dispose() => _statement.Dispose();

    private int[] Places(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var places = new int[parameters.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = raw.sqlite3_bind_parameter_index(_statement, parameters[i].Name) is > 0 and var place
                ? place
                : throw new ArgumentException($"The statement has no parameter {parameters[i].Name}.", nameof(parameters));
        }

        var wanted = raw.sqlite3_bind_parameter_count(_statement);
        return places.Length == wanted ? places : throw new ArgumentException($"The statement has {wanted} parameters, not {places.Length}.", nameof(parameters));
    }

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        int number => raw.sqlite3_bind_int64(_statement, place, number),
        bool truth => raw.sqlite3_bind_int64(_statement, place, truth ? 1 : 0),
        double number => raw.sqlite3_bind_double(_statement, place, number),
        string text => Bind(place, text),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, place, 0),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        _ => throw new ArgumentException($"A {value.GetType()} is no value of the database.", nameof(value)),
    };

    private int Bind(int place, string text)
    {
        if (text.Length == 0)
        {
            return raw.sqlite3_bind_text(_statement, place, utf8z.FromString(""));      // no bytes at all would be null
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        var buffer = most <= SmallText ? stackalloc byte[SmallText] : rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return raw.sqlite3_bind_text(_statement, place, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);     // copied by SQLite
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Null would be read as 0 or nothing, and hide a mistake.</summary>
    private int NotNull(int column) => IsDBNull(column) ? throw new InvalidOperationException($"Column {column} is null.") : column;

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
