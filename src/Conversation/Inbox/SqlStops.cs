using System.Text.Json;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Inbox;

/// <summary>Messages whose answer nobody wants any more: on disk before anything is cut off, so that a kill does not bring it back.</summary>
internal sealed class SqlStops(Database database, DatabaseWriter writer, RunningTurns running)
{
    /// <summary>Stops what was asked before a message and is not answered yet. Run again, it says the same.</summary>
    /// <param name="key">The conversation's key.</param>
    /// <param name="by">The message that says so.</param>
    /// <param name="mine">Null for all; otherwise which of its messages are meant.</param>
    /// <param name="goesOn">What is brought to its end whoever says stop.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many of its messages are stopped now, and how many others are not answered.</returns>
    public async Task<(int Stopped, int Others)> StopAsync(string key, long by, Func<IncomingMessage, bool>? mine, Func<IncomingMessage, bool> goesOn, CancellationToken cancellationToken)
    {
        if (database.Read(session => session.Number("select id from conversation where key = @key", ("@key", key))) is not { } conversation)
        {
            return (0, 0);
        }

        List<Open> open = [.. Unanswered(conversation, by).Where(message => !goesOn(message.Message))];
        HashSet<long> meant = [.. open.Where(message => mine?.Invoke(message.Message) ?? true).Select(message => message.Id)];
        if (meant.Count > 0)
        {
            await writer.WriteAsync(session => Insert(session, conversation, by, meant), cancellationToken);
            await running.StopAsync(conversation, meant);
        }

        return ((int)database.Read(session => session.Number("select count(*) from stopped where stopped_by = @by", ("@by", by)) ?? 0), open.Count - meant.Count);
    }

    /// <summary>True for a turn that was stopped before it began. Only asked of the database where somebody has stopped something.</summary>
    public bool Covers(Claim claim) =>
        claim.StopBefore > claim.MessageId
        && database.Read(session => session.Number("select 1 from stopped where inbox_id = @id", ("@id", claim.MessageId))) is not null;

    private List<Open> Unanswered(long conversation, long before) => database.Read(session => session.Query(
        """
        select id, message from inbox
        where conversation_id = @conversation and closed_at is null and id < @before
          and not exists (select 1 from reply where inbox_id = inbox.id)
          and not exists (select 1 from stopped where inbox_id = inbox.id)
        order by id
        """,
        static row => new Open(row.GetInt64(0), JsonSerializer.Deserialize(row.GetString(1), MessageJson.Compact.IncomingMessage)!),
        ("@conversation", conversation), ("@before", before)));

    private static bool Insert(SqlSession session, long conversation, long by, HashSet<long> messages)
    {
        foreach (var message in messages)
        {
            session.Execute("insert into stopped (inbox_id, stopped_by) values (@id, @by) on conflict (inbox_id) do nothing", ("@id", message), ("@by", by));
        }

        return session.Execute(
            "update conversation set stop_before = @by where id = @id and (stop_before is null or stop_before < @by)", ("@by", by), ("@id", conversation)) == 1;
    }

    private sealed record Open(long Id, IncomingMessage Message);
}
