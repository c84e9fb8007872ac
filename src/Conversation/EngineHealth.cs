using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation;

internal sealed class EngineHealth(
    DatabaseWriter writer, Database database, ConversationClaims claims, TurnWorker worker, EngineLimits limits, TimeProvider time) : IEngineHealth
{
    /// <summary>A write that takes longer is no write: the platforms give up after about as long.</summary>
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(3);

    /// <summary>No message can have been sent before this was written; a clock that says so would refuse every signature.</summary>
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<IReadOnlyList<HealthCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return
        [
            await StorageAsync(now, cancellationToken),
            new HealthCheck("clock", now >= Earliest, now.ToString("u")),
            new HealthCheck("dispatcher", worker.IsRunning, worker.IsRunning ? $"{worker.Running} turns running" : "not taking work"),
            new HealthCheck("backlog", claims.Open < limits.Backlog, $"{claims.Open} of {limits.Backlog} messages open"),
        ];
    }

    private async Task<HealthCheck> StorageAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(
                session => session.Execute(
                    "insert into heartbeat (id, at) values (1, @now) on conflict (id) do update set at = excluded.at", ("@now", now.ToUnixTimeMilliseconds())),
                cancellationToken).WaitAsync(WriteLimit, time, cancellationToken);
            return new HealthCheck("storage", true, database.Description);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new HealthCheck("storage", false, exception.GetType().Name + ": not writable");
        }
    }
}
