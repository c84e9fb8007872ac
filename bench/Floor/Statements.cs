using Microsoft.Data.Sqlite;

namespace BotHost.Bench.Floor;

/// <summary>The statements of the store, prepared once.</summary>
internal sealed class Statements : IDisposable
{
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollBack;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _markDone;

    public Statements(SqliteConnection connection)
    {
        _begin = Prepare(connection, "begin immediate");
        _commit = Prepare(connection, "commit");
        _rollBack = Prepare(connection, "rollback");
        _insert = Prepare(
            connection,
            """
            insert into message(message_id, conversation, staff, text) values (@message, @conversation, @staff, @text)
            on conflict(message_id) do nothing returning id
            """,
            "@message",
            "@conversation",
            "@staff",
            "@text");
        _markDone = Prepare(connection, "update message set done = 1 where id = @id", "@id");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    public void RollBack() => _rollBack.ExecuteNonQuery();

    /// <summary>The new row's id; null for a message that is already there.</summary>
    public long? Insert(in Question question)
    {
        _insert.Parameters[0].Value = question.MessageId;
        _insert.Parameters[1].Value = question.ConversationId;
        _insert.Parameters[2].Value = question.StaffId;
        _insert.Parameters[3].Value = question.Text;
        return (long?)_insert.ExecuteScalar();
    }

    public Stored MarkDone(long id)
    {
        _markDone.Parameters[0].Value = id;
        _markDone.ExecuteNonQuery();
        return new Stored(Accepted: true, id);
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
        _insert.Dispose();
        _markDone.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        command.Prepare();
        return command;
    }
}
