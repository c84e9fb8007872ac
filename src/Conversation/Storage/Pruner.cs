using BotHost.Conversation.Budgets;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Storage;

/// <summary>Deletes what is older than the retention, in batches so small that nobody waits for one, and only when nothing else is to do.</summary>
internal sealed partial class Pruner(
    Database database, DatabaseWriter writer, ConversationClaims claims, StorageOptions options, TimeProvider time, ILogger<Pruner> logger) : BackgroundService
{
    private const int BatchSize = 200;

    /// <summary>A picture of megabytes takes as long as thousands of rows; those of a message go together.</summary>
    private const int PicturesOfABatch = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var pruned = await PruneAsync(stoppingToken);
                if (pruned > 0)
                {
                    Log.Pruned(logger, pruned, options.RetainDays);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotPruned(logger, exception);
            }
        }
    }

    /// <summary>One pass over what has become too old. Ends early when messages are waiting.</summary>
    internal async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var retained = (now - TimeSpan.FromDays(options.RetainDays)).ToUnixTimeMilliseconds();
        var audited = (now - TimeSpan.FromDays(options.AuditDays)).ToUnixTimeMilliseconds();
        var pruned = await PruneBudgetsAsync(now, cancellationToken);
        foreach (var (oldest, cutoff, batch, delete) in new (string, long, int, Func<SqlSession, long, int>)[]
        {
            (OldestEntry, retained, BatchSize, DeleteEntries), (OldestPicture, retained, PicturesOfABatch, DeletePictures),
            (OldestMessage, retained, BatchSize, DeleteMessages), (OldestAudit, audited, BatchSize, DeleteAudit),
        })
        {
            // Ids grow with time: everything up to the youngest id that is too old can go, and the search reads no more than one batch.
            for (var after = 0L; claims.Open == 0;)
            {
                var last = database.Read(session => session.Number(oldest, ("@after", after), ("@cutoff", cutoff), ("@batch", batch)));
                if (last is null)
                {
                    break;
                }

                pruned += await writer.WriteAsync(session => delete(session, last.Value), cancellationToken);
                after = last.Value;
            }
        }

        return pruned;
    }

    /// <summary>Gives back what is reserved for messages that nobody will answer, and forgets what was used before last month.</summary>
    private async Task<int> PruneBudgetsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pruned = 0;
        if (claims.Open == 0 && database.Read(session => session.Number("select inbox_id from reservation limit 1")) is not null)
        {
            pruned += await writer.WriteAsync(SqlBudgets.GiveBackLost, cancellationToken);
        }

        // Months and days are ordered as their names are, a month before its days. A day may be yesterday's where it is kept, hence some days more.
        var oldest = BudgetAccount.NameOf(BudgetPeriod.Month, new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddDays(-3));
        while (claims.Open == 0 && database.Read(session => SqlBudgets.Before(session, oldest, BatchSize)) is { Count: > 0 } old)
        {
            pruned += await writer.WriteAsync(session => SqlBudgets.Forget(session, old), cancellationToken);
        }

        return pruned;
    }

    private const string OldestAudit = "select max(id) from (select id, at from audit where id > @after order by id limit @batch) where at < @cutoff";

    private const string OldestEntry =
        "select max(id) from (select id, created_at from turn_entry where id > @after order by id limit @batch) where created_at < @cutoff";

    private const string OldestMessage =
        "select max(id) from (select id, received_at from inbox where id > @after order by id limit @batch) where received_at < @cutoff";

    private const string OldestPicture = """
        select max(inbox_id)
        from (select inbox_id, received_at from media join inbox on inbox.id = inbox_id where inbox_id > @after and closed_at is not null order by inbox_id limit @batch)
        where received_at < @cutoff
        """;

    private static int DeleteEntries(SqlSession session, long last)
    {
        var contexts = session.Query(
            "select distinct conversation_id, context_no from turn_entry where id <= @last", static row => (Conversation: row.GetInt64(0), Number: row.GetInt64(1)), ("@last", last));
        var deleted = session.Execute("delete from turn_entry where id <= @last", ("@last", last));
        foreach (var (conversation, number) in contexts)
        {
            // A title is a text, too: it goes with the last of what it is the title of.
            session.Execute(
                """
                delete from context_title
                where conversation_id = @conversation and context_no = @number
                  and not exists (select 1 from turn_entry where conversation_id = @conversation and context_no = @number)
                """,
                ("@conversation", conversation), ("@number", number));
        }

        return deleted;
    }

    private static int DeleteAudit(SqlSession session, long last) => session.Execute("delete from audit where id <= @last", ("@last", last));

    private static int DeletePictures(SqlSession session, long last) =>
        session.Execute("delete from media where inbox_id in (select id from inbox where id <= @last and closed_at is not null)", ("@last", last));

    private int DeleteMessages(SqlSession session, long last)
    {
        foreach (var table in new[] { "reply", "delivered_part", "reading", "media", "stopped" })
        {
            session.Execute($"delete from {table} where inbox_id in (select id from inbox where id <= @last and closed_at is not null)", ("@last", last));
        }

        var conversations = session.Query(
            "select distinct conversation_id from inbox where id <= @last and closed_at is not null", static row => row.GetInt64(0), ("@last", last));
        var deleted = session.Execute("delete from inbox where id <= @last and closed_at is not null", ("@last", last));
        foreach (var conversation in conversations)
        {
            var isGone = session.Execute(
                """
                delete from conversation
                where id = @id and open = 0
                  and not exists (select 1 from turn_entry where conversation_id = @id)
                  and not exists (select 1 from inbox where conversation_id = @id)
                """,
                ("@id", conversation)) == 1;
            if (isGone)
            {
                // The id may be given again, to somebody else.
                session.Execute("delete from context_title where conversation_id = @id", ("@id", conversation));
                SqlServerState.LeaveBehind(session, conversation, time.GetUtcNow().ToUnixTimeMilliseconds());
            }
        }

        return deleted;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 111, Level = LogLevel.Information, Message = "Deleted {Count} rows older than {Days} days.")]
        public static partial void Pruned(ILogger logger, int count, int days);

        [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "Old rows could not be deleted; it is tried again later.")]
        public static partial void NotPruned(ILogger logger, Exception exception);
    }
}
