using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>
/// Runs claimed turns side by side, one per conversation, up to the limit. It is told of work and never asks for it, so that an idle
/// host does nothing at all.
/// </summary>
internal sealed partial class TurnWorker(
    ConversationClaims claims,
    ITurnInbox inbox,
    TurnRunner runner,
    RunningTurns turns,
    BotCatalog bots,
    EngineLimits limits,
    EngineMetrics metrics,
    TimeProvider time,
    ILogger<TurnWorker> logger) : IHostedService, ITurnStarter, IDisposable
{
    /// <summary>Work that waits for a thread: some milliseconds of it for all processors.</summary>
    private static readonly int Behind = 8 * Environment.ProcessorCount;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _renewal = Task.CompletedTask;
    private int _running;
    private volatile bool _stopping;

    public int Running => Volatile.Read(ref _running);

    public int ControlRoom => _stopping ? 0 : limits.TurnsAtOnce + limits.ControlTurns - Volatile.Read(ref _running);

    public int Room => _stopping || PoolIsBehind ? 0 : limits.TurnsAtOnce - Volatile.Read(ref _running);

    /// <summary>True while it takes work.</summary>
    public bool IsRunning => !_renewal.IsCompleted && !_stopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var recovery = await claims.StartAsync(this, cancellationToken);
        metrics.RepeatsPossible(recovery.RepeatsPossible);
        if (recovery.Turns > 0)
        {
            Log.Recovered(logger, recovery.Turns, recovery.RepeatsPossible);
        }

        _renewal = RenewAsync();
    }

    public void Start(IReadOnlyList<Claim> claimed)
    {
        Interlocked.Add(ref _running, claimed.Count);
        foreach (var claim in claimed)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Worker.RunAsync(state.Turn), (Worker: this, Turn: turns.Add(claim)), preferLocal: false);
        }
    }

    /// <summary>Takes nothing new; lets running answers end; hands back what the grace is too short for.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (Volatile.Read(ref _running) > 0)
        {
            Log.Stopping(logger, _running, limits.StopGrace);
            await Task.WhenAny(_drained.Task, Task.Delay(limits.StopGrace, time, cancellationToken));
            await _stop.CancelAsync();          // running models are cut off; sends on their way are not
            // What is cancelled still writes that it gives the message back; that takes milliseconds, or the disk is gone.
            await Task.WhenAny(_drained.Task, Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
        }

        await _stop.CancelAsync();
        await _renewal;
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>
    /// True where one more turn would only wait for a processor, and make the queue longer in which acknowledgements wait, too. Turns that
    /// wait for a model or a platform are not in that queue: of them, as many run as may.
    /// </summary>
    private bool PoolIsBehind => Volatile.Read(ref _running) > Behind && ThreadPool.PendingWorkItemCount > Behind;

    private async Task RunAsync(RunningTurn running)
    {
        var claim = running.Claim;
        try
        {
            await runner.RunAsync(new Turn(claim, claim.ReadMessage(), bots.Find(claim.Bot)) { Stopped = running.Stopped }, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await SettleAsync(claim, () => inbox.HandBackAsync(claim, CancellationToken.None));
        }
        catch (ClaimLostException)
        {
            // Somebody else has the message: nothing of it is ours to write.
        }
        catch (Exception exception)
        {
            Log.TurnFailed(logger, exception, claim.Reference, claim.Bot, claim.Tries + 1);
            await SettleAsync(claim, () => GiveUpOrRetryAsync(claim));
        }

        turns.Remove(running);
        if (Interlocked.Decrement(ref _running) == 0 && _stopping)
        {
            _drained.TrySetResult();
        }

        if (claims.Starving)
        {
            claims.Wake();
        }
    }

    /// <summary>An error that is nobody's expected outcome: a mistake of ours, or the database failed.</summary>
    private Task<bool> GiveUpOrRetryAsync(Claim claim)
    {
        var tries = claim.Tries + 1;
        return tries > RetrySchedule.MaxTries + 2     // first the person was to be told
            ? inbox.CloseAsync(claim, new Closing(Outcome.Dead, "The turn failed again and again; the log says why."), CancellationToken.None)
            : inbox.DeferAsync(claim, time.GetUtcNow() + RetrySchedule.Delay(tries, null, jitter: 0), CancellationToken.None);
    }

    private async Task SettleAsync(Claim claim, Func<Task<bool>> settle)
    {
        try
        {
            await settle();
        }
        catch (Exception exception)
        {
            // The database does not take it: the lease runs out by itself, and then the message is due again.
            Log.NotSettled(logger, exception, claim.Reference, claim.Bot);
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(ConversationClaims.LeaseDuration / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (Volatile.Read(ref _running) > 0)
                {
                    await RenewOnceAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            await claims.RenewAsync(_stop.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotRenewed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 301, Level = LogLevel.Error, Message = "Message {MessageId} of {Bot}: attempt {Attempt} failed unexpectedly.")]
        public static partial void TurnFailed(ILogger logger, Exception exception, string messageId, string bot, int attempt);

        [LoggerMessage(EventId = 302, Level = LogLevel.Error, Message = "Message {MessageId} of {Bot} could not be handed back; it is due again when its lease ends.")]
        public static partial void NotSettled(ILogger logger, Exception exception, string messageId, string bot);

        [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Took up {Count} turns that an earlier process left; {RepeatsPossible} of them may show one part twice.")]
        public static partial void Recovered(ILogger logger, int count, int repeatsPossible);

        [LoggerMessage(EventId = 304, Level = LogLevel.Information, Message = "Stopping: {Count} answers have {Grace} to end.")]
        public static partial void Stopping(ILogger logger, int count, TimeSpan grace);

        [LoggerMessage(EventId = 305, Level = LogLevel.Warning, Message = "The leases of running turns could not be renewed; it is tried again before they end.")]
        public static partial void NotRenewed(ILogger logger, Exception exception);
    }
}
