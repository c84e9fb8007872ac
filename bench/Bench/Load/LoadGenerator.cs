using System.Diagnostics;
using System.Net;

namespace BotHost.Bench.Load;

/// <summary>
/// Sends a plan in an open loop: every message is due at its own time however slow the target is, and its latency counts from there.
/// One thread keeps the time; if no connection is free it waits, and the lag shows.
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private readonly LoadPlan _plan;
    private readonly byte[][] _requests;
    private readonly Ledger _ledger;
    private readonly long? _retryAfter;
    private readonly WebhookConnections _connections;
    private readonly Lock _retriesLock = new();
    private readonly Queue<(long Due, int Message)> _retries = new();
    private int _outstanding;

    /// <param name="target">Where the webhooks go.</param>
    /// <param name="connections">How many may be under way at once.</param>
    /// <param name="plan">What is sent when.</param>
    /// <param name="requests">The bytes of each message.</param>
    /// <param name="ledger">Where it is written down.</param>
    /// <param name="retryAfter">How long a platform waits before it sends again what was not acknowledged; null for never.</param>
    public LoadGenerator(EndPoint target, int connections, LoadPlan plan, byte[][] requests, Ledger ledger, TimeSpan? retryAfter)
    {
        _plan = plan;
        _requests = requests;
        _ledger = ledger;
        _retryAfter = retryAfter is { } pause ? TimeKeeper.Ticks(pause) : null;
        _connections = new WebhookConnections(target, connections, Completed);
    }

    /// <summary>Reached once, when the first measured message is due, on the thread that keeps the time.</summary>
    public event Action? MeasuringBegins;

    /// <summary>Reached once, when the last arrival was sent and the plan's time is over.</summary>
    public event Action? LoadEnds;

    /// <summary>Ends when every arrival was sent and answered, or <paramref name="cancellationToken"/> says so.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => TimeKeeper.RunAsync(Run, cancellationToken);

    public void Dispose() => _connections.Dispose();

    private void Run(CancellationToken cancellationToken)
    {
        var start = TimeKeeper.Start;
        var marks = new Queue<(long At, Action? Reached)>(
            [(start + TimeKeeper.Ticks(_plan.MeasuredFrom), MeasuringBegins), (start + TimeKeeper.Ticks(_plan.Until), LoadEnds)]);
        var next = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arrivalDue = next < _plan.Arrivals.Count ? start + TimeKeeper.Ticks(_plan.Arrivals[next].At) : long.MaxValue;
            var retryDue = NextRetry();
            var markDue = marks.TryPeek(out var mark) ? mark.At : long.MaxValue;
            var due = Math.Min(Math.Min(arrivalDue, retryDue), markDue);
            if (due == long.MaxValue && Volatile.Read(ref _outstanding) == 0 && NextRetry() == long.MaxValue)
                return;

            if (due > Stopwatch.GetTimestamp())
            {
                TimeKeeper.SleepTowards(due);
                continue;
            }

            if (due == markDue)
                marks.Dequeue().Reached?.Invoke();
            else if (due == arrivalDue)
                Send(_plan.Arrivals[next++].Message, due, cancellationToken);
            else
                Send(TakeRetry(), due, cancellationToken);
        }
    }

    private void Send(int message, long due, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _outstanding);
        var connection = _connections.Take(cancellationToken);
        _ledger.MarkSent(message, due, Stopwatch.GetTimestamp());
        connection.Send(message, _requests[message]);
    }

    private void Completed(WebhookConnection connection, int status, long at)
    {
        var message = connection.Message;
        if (WebhookConnection.Acknowledges(status))
        {
            _ledger.MarkAcknowledged(message, at);
        }
        else
        {
            _ledger.MarkRefused(status);
            // What is refused for good (4xx) no platform sends again.
            if (_retryAfter is { } pause && status is WebhookConnection.Broken or >= 500)
            {
                lock (_retriesLock)
                    _retries.Enqueue((at + pause, message));
            }
        }

        _connections.GiveBack(connection);
        Interlocked.Decrement(ref _outstanding);    // after a retry was queued: the end of the load must see one or the other
    }

    private long NextRetry()
    {
        lock (_retriesLock)
            return _retries.TryPeek(out var retry) ? retry.Due : long.MaxValue;
    }

    private int TakeRetry()
    {
        lock (_retriesLock)
            return _retries.Dequeue().Message;
    }
}
