using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Context;

/// <summary>Reads the context backwards from its end. It is written with the reply, by the inbox.</summary>
internal sealed class SqlContextStore(Database database) : IContextStore
{
    /// <summary>Rows read at a time: most contexts fit into the first page.</summary>
    private const int PageSize = 40;

    private const string Page = """
        select id, context_no, group_id, kind, content, tokens
        from turn_entry
        where conversation_id = @conversation and id < @before
        order by id desc
        limit @page
        """;

    public IReadOnlyList<ContextEntry> Load(long conversationId, long contextNo, int tokens)
    {
        return database.Read(session => ContextWindow.Newest(Backwards(session, conversationId, contextNo), tokens));
    }

    private static IEnumerable<ContextEntry> Backwards(SqlSession session, long conversationId, long contextNo)
    {
        var before = long.MaxValue;
        while (true)
        {
            var rows = session.Query(
                Page,
                row => (Id: row.GetInt64(0), ContextNo: row.GetInt64(1), Entry: new ContextEntry(row.GetInt64(2), (EntryKind)row.GetInt32(3), row.GetString(4), row.GetInt32(5))),
                ("@conversation", conversationId), ("@before", before), ("@page", PageSize));
            foreach (var row in rows)
            {
                if (row.ContextNo != contextNo)
                {
                    yield break;                // contexts follow each other: what is before belongs to an older one
                }

                yield return row.Entry;
            }

            if (rows.Count < PageSize)
            {
                yield break;
            }

            before = rows[^1].Id;
        }
    }
}
