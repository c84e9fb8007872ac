using System.Globalization;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Context;

/// <summary>Reads the context backwards from its end. It is written with the reply, by the inbox.</summary>
internal sealed class SqlContextStore(Database database, EngineLimits limits) : IContextStore
{
    public IReadOnlyList<ContextEntry> Newest(Claim claim)
    {
        return database.Read(session => session.Query(
            """
            select group_id, kind, content, tokens, pictures from turn_entry
            where conversation_id = @conversation and context_no = @contextNo
            order by id desc
            limit @most
            """,
            static row => new ContextEntry(row.GetInt64(0), (EntryKind)row.GetInt64(1), row.GetString(2), (int)row.GetInt64(3))
            {
                Pictures = row.IsDBNull(4) ? [] : [.. row.GetString(4).Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))],
            },
            ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@most", limits.ContextEntries + 1)));
    }

    public void Added(Claim claim, Answer answer)
    {
        // The inbox wrote it.
    }

    public void Forgotten(long conversationId)
    {
        // Nothing is kept here.
    }
}
