using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Load;

/// <summary>
/// Sends a plan in an open loop: every message is due at its own time however slow the target is, and its latency counts from there.
/// One thread keeps the time; if no connection is free it waits, and the lag shows.
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1_000;

    // A retry or the end of the last answer is noticed this late at most.
    private static readonly long LongestSleep = 2 * Millisecond;

    // The first arrivals shall not be late because the thread has just started.
    private static readonly long LeadIn = 20 * Millisecond;

    private readonly LoadPlan _plan;
    private readonly byte[][] _requests;
    private readonly Ledger _ledger;
    private readonly long? _retryAfter;
    private readonly List<WebhookConnection> _connections = [];
    private readonly BlockingCollection<WebhookConnection> _free = new(new ConcurrentStack<WebhookConnection>());
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
        _retryAfter = retryAfter is { } pause ? (long)(pause.TotalSeconds * Stopwatch.Frequency) : null;
        for (var i = 0; i < connections; i++)
        {
            var connection = new WebhookConnection(target, Completed);
            _connections.Add(connection);
            _free.Add(connection);
        }
    }

    /// <summary>Reached once, when the first measured message is due, on the thread that keeps the time.</summary>
    public event Action? MeasuringBegins;

    /// <summary>Reached once, when the last arrival was sent and the plan's time is over.</summary>
    public event Action? LoadEnds;

    /// <summary>Ends when every arrival was sent and answered, or <paramref name="cancellationToken"/> says so.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Run(cancellationToken);
                done.SetResult();
            }
            catch (OperationCanceledException)
            {
                done.SetCanceled(cancellationToken);
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "arrivals",
        }.Start();
        return done.Task;
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _free.Dispose();
    }

    private void Run(CancellationToken cancellationToken)
    {
        // Elsewhere the platform has a machine of its own: here its clock must not wait for the target's threads. Who may not do this
        // (it takes CAP_SYS_NICE) sees more driver lag, for every target alike.
        Posix.GoFirst();
        var start = Stopwatch.GetTimestamp() + LeadIn;
        var marks = new Queue<(long At, Action? Reached)>([(start + Ticks(_plan.MeasuredFrom), MeasuringBegins), (start + Ticks(_plan.Until), LoadEnds)]);
        var next = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arrivalDue = next < _plan.Arrivals.Count ? start + Ticks(_plan.Arrivals[next].At) : long.MaxValue;
            var retryDue = NextRetry();
            var markDue = marks.TryPeek(out var mark) ? mark.At : long.MaxValue;
            var due = Math.Min(Math.Min(arrivalDue, retryDue), markDue);
            if (due == long.MaxValue && Volatile.Read(ref _outstanding) == 0 && NextRetry() == long.MaxValue)
                return;

            var now = Stopwatch.GetTimestamp();
            if (due > now)
            {
                Posix.SleepUntil(Math.Min(due, now + LongestSleep));
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
        var connection = _free.Take(cancellationToken);
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

        _free.Add(connection);
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

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
