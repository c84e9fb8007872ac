using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BotHost.Bench.Storage;

/// <summary>
/// Makes a database of years out of one of minutes: copies real rows of the host, with ids of their own. It knows which columns must
/// differ and takes over all others as they are, so that a later column of the schema is filled the way the host fills it.
/// </summary>
internal sealed class Multiplier : IDisposable
{
    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    public Multiplier(string databaseFile)
    {
        Floor.SystemSqlite.Use();
        _connection = new SqliteConnection($"Data Source={databaseFile};Pooling=False");
        _connection.Open();
        // Nobody misses this file if the power goes: it is made again.
        Execute("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144;");
    }

    /// <param name="conversations">How many there shall be.</param>
    /// <param name="perConversation">Messages in each, not more than the models have.</param>
    /// <param name="models">Ids of real conversations, which the new ones are copies of in turn.</param>
    /// <param name="newest">When the last of the messages came, in Unix milliseconds; the others are spread before it.</param>
    /// <param name="spread">Over how long.</param>
    public void Fill(int conversations, int perConversation, IReadOnlyList<long> models, long newest, TimeSpan spread)
    {
        _transaction = _connection.BeginTransaction();
        Execute("create temp table model (place integer primary key, id integer not null)");
        for (var place = 0; place < models.Count; place++)
            Execute(FormattableString.Invariant($"insert into model values ({place}, {models[place]})"));
        Execute("""
            create temp table model_message as
            select conversation_id, id, row_number() over (partition by conversation_id order by id) - 1 as place from inbox
            """);
        Execute("create unique index model_message_place on model_message (conversation_id, place)");

        // Message k of all conversations before message k + 1 of any: rows of one conversation lie as far apart as in life.
        var firstConversation = Count("select max(id) + 1 from conversation");
        var firstMessage = Count("select max(id) + 1 from inbox");
        Copy("conversation", "old.id = model.id", [
            ("id", FormattableString.Invariant($"{firstConversation} + n.i")),
            ("key", "old.key || ':' || n.i"),
        ]);
        for (var place = 0; place < perConversation; place++)
        {
            var message = FormattableString.Invariant($"{firstMessage + ((long)place * conversations)} + n.i");
            var conversation = FormattableString.Invariant($"{firstConversation} + n.i");
            var at = newest - (long)(spread.TotalMilliseconds * (perConversation - 1 - place) / perConversation);
            var time = at.ToString(CultureInfo.InvariantCulture);
            var from = FormattableString.Invariant($"source.conversation_id = model.id and source.place = {place}");
            Copy("inbox", $"{from} and old.id = source.id", [
                ("id", message), ("conversation_id", conversation), ("dedup_key", "lower(hex(randomblob(18)))"), ("received_at", time), ("closed_at", time),
            ]);
            Copy("reply", $"{from} and old.inbox_id = source.id", [("inbox_id", message), ("replied_at", time)]);
            Copy("delivered_part", $"{from} and old.inbox_id = source.id", [("inbox_id", message), ("delivered_at", time)]);
            Copy("turn_entry", $"{from} and old.group_id = source.id", [
                ("id", "null"), ("conversation_id", conversation), ("group_id", message), ("created_at", time),
            ]);
        }

        _transaction.Commit();
        _transaction = null;

        void Copy(string table, string condition, IReadOnlyList<(string Column, string Value)> changed)
        {
            var columns = Columns(table);
            var values = columns.Select(column => changed.FirstOrDefault(change => change.Column == column).Value ?? $"old.{column}");
            var source = condition.StartsWith("source.", StringComparison.Ordinal) ? "cross join model_message source" : "";
            Execute(FormattableString.Invariant($"""
                with recursive n(i) as (select 0 union all select i + 1 from n where i < {conversations - 1})
                insert into {table} ({string.Join(", ", columns)})
                select {string.Join(", ", values)}
                from n cross join model {source} cross join {table} old
                where model.place = n.i % {models.Count} and {condition}
                """));
        }
    }

    public long Count(string sql)
    {
        using var command = Command(sql);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public IReadOnlyList<long> Ids(string sql)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read())
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        _connection.Dispose();
    }

    private List<string> Columns(string table)
    {
        using var command = Command($"select name from pragma_table_info('{table}')");
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
            columns.Add(reader.GetString(0));
        return columns;
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.Transaction = _transaction;
        return command;
    }
}
