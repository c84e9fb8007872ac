using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Inbox;

/// <summary>
/// What an earlier process had begun and this one takes up. On one machine only: there, at start, every lease is that of a process that is
/// gone. Where several share a database, leases run out by themselves.
/// </summary>
/// <param name="Turns">Turns that were in flight.</param>
/// <param name="RepeatsPossible">How many of those may have sent a part that nobody wrote down.</param>
internal sealed record Recovery(int Turns, int RepeatsPossible)
{
    /// <summary>The oldest open message of every conversation that somebody worked on.</summary>
    private const string InFlight = """
        (select min(inbox.id) from inbox
         join conversation on conversation.id = inbox.conversation_id
         where conversation.open > 0 and conversation.lease_owner is not null and inbox.closed_at is null
         group by inbox.conversation_id)
        """;

    public static Recovery Nothing { get; } = new(0, 0);

    /// <summary>Frees every lease; an attempt that was cut off counts as one that failed.</summary>
    public static Recovery Run(SqlSession session, DateTimeOffset now)
    {
        var repeats = session.Number($"select count(*) from reply where inbox_id in {InFlight}") ?? 0;
        var turns = session.Execute($"update inbox set tries = tries + 1 where id in {InFlight}");
        session.Execute(
            "update conversation set lease_owner = null, lease_until = null, due_at = @now where open > 0 and lease_owner is not null",
            ("@now", now.ToUnixTimeMilliseconds()));
        return new Recovery(turns, (int)repeats);
    }

    /// <summary>Messages that are stored and not closed.</summary>
    public static int CountOpen(SqlSession session) => (int)(session.Number("select coalesce(sum(open), 0) from conversation where open > 0") ?? 0);
}
