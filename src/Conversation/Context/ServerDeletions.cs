using BotHost.Conversation.Llm;
using BotHost.Conversation.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Context;

/// <summary>Has models' servers forget the conversations that nobody asks with any more.</summary>
internal sealed partial class ServerDeletions(
    Database database, DatabaseWriter writer, LlmModels models, TimeProvider time, ILogger<ServerDeletions> logger) : BackgroundService
{
    private const int BatchSize = 50;

    /// <summary>Over four days, with the waits between them.</summary>
    private const int MostTries = 12;

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(12);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!models.KeepsState)
        {
            return;                             // what an earlier configuration left cannot be asked for without its model
        }

        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await DeleteDueAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotRead(logger, exception);
            }
        }
    }

    /// <summary>One pass over what is due.</summary>
    internal async Task DeleteDueAsync(CancellationToken cancellationToken)
    {
        var due = database.Read(session => session.Query(
            "select id, model, server_id, tries from server_deletion where due_at <= @now order by due_at, id limit @batch",
            static row => new Deletion(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3)),
            ("@now", time.GetUtcNow().ToUnixTimeMilliseconds()), ("@batch", BatchSize)));
        foreach (var deletion in due)
        {
            await DeleteAsync(deletion, cancellationToken);
        }
    }

    private async Task DeleteAsync(Deletion deletion, CancellationToken cancellationToken)
    {
        var model = models.Find(deletion.Model);
        if (model.Keeper is not { } keeper)
        {
            Log.Dropped(logger, deletion.ServerId, deletion.Model, deletion.Tries, "no such model is configured any more");
            await StrikeOutAsync(deletion, cancellationToken);
        }
        else if (await keeper.DeleteAsync(deletion.ServerId, cancellationToken) is not { } failure)
        {
            await StrikeOutAsync(deletion, cancellationToken);
        }
        else if (deletion.Tries + 1 >= MostTries)
        {
            Log.Dropped(logger, deletion.ServerId, deletion.Model, deletion.Tries + 1, $"{failure.Kind}: {failure.Detail}");
            await StrikeOutAsync(deletion, cancellationToken);
        }
        else
        {
            var wait = s_interval * Math.Pow(2, deletion.Tries);
            var dueAt = (time.GetUtcNow() + (wait < s_longestWait ? wait : s_longestWait)).ToUnixTimeMilliseconds();
            await writer.WriteAsync(
                session => session.Execute("update server_deletion set tries = tries + 1, due_at = @dueAt where id = @id", ("@dueAt", dueAt), ("@id", deletion.Id)),
                cancellationToken);
        }
    }

    private Task<int> StrikeOutAsync(Deletion deletion, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => session.Execute("delete from server_deletion where id = @id", ("@id", deletion.Id)), cancellationToken);

    private readonly record struct Deletion(long Id, string Model, string ServerId, int Tries);

    private static partial class Log
    {
        [LoggerMessage(EventId = 113, Level = LogLevel.Warning,
            Message = "What the server of model {Model} keeps as {ServerId} could not be deleted in {Tries} tries and is given up: {Reason}")]
        public static partial void Dropped(ILogger logger, string serverId, string model, int tries, string reason);

        [LoggerMessage(EventId = 114, Level = LogLevel.Warning, Message = "What is to be deleted at models' servers could not be seen to; it is tried again.")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
