using System.Collections.Immutable;
using System.Globalization;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Context;

/// <summary>Reads the context backwards from its end. It is written with the reply, by the inbox.</summary>
internal sealed class SqlContextStore(Database database, EngineLimits limits) : IContextStore
{
    public ImmutableArray<ContextEntry> Newest(Claim claim) => [.. Newest(claim, limits.ContextEntries + 1)];

    /// <param name="claim">Whose context.</param>
    /// <param name="entries">The most entries; the summary is not one of them.</param>
    public IReadOnlyList<ContextEntry> Newest(Claim claim, int entries) => database.Read(session => Read(session, claim, entries));

    public void Added(Claim claim, Answer answer)
    {
        // The inbox wrote it.
    }

    public void Changed(long conversationId)
    {
        // Nothing is kept here.
    }

    private static List<ContextEntry> Read(SqlSession session, Claim claim, int entries)
    {
        var most = entries + 1;                 // one may be a summary
        var newest = session.Query(
            """
            select id, group_id, kind, content, tokens, pictures from turn_entry
            where conversation_id = @conversation and context_no = @contextNo
            order by id desc
            limit @most
            """,
            Entry,
            ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@most", most));
        var summary = newest.Find(entry => entry.Kind == EntryKind.Summary) ?? (newest.Count == most ? FindSummary(session, claim) : null);
        if (summary is not null)
        {
            newest.RemoveAll(entry => entry.Kind == EntryKind.Summary || entry.GroupId <= summary.GroupId);
        }

        if (newest.Count == most)
        {
            newest.RemoveAt(most - 1);
        }

        if (summary is not null)
        {
            newest.Add(summary);
        }

        return newest;
    }

    /// <summary>The newest summary, however long ago it was written.</summary>
    private static ContextEntry? FindSummary(SqlSession session, Claim claim)
    {
        return session.First(
            """
            select id, group_id, kind, content, tokens, pictures from turn_entry
            where conversation_id = @conversation and context_no = @contextNo and kind = 4
            order by id desc
            limit 1
            """,
            Entry,
            ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo));
    }

    private static ContextEntry Entry(ISqlRow row) => new(row.GetInt64(1), (EntryKind)row.GetInt64(2), row.GetString(3), (int)row.GetInt64(4))
    {
        Id = row.GetInt64(0),
        Pictures = row.IsDBNull(5) ? [] : [.. row.GetString(5).Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))],
    };
}
