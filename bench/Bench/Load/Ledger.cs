using System.Collections.Concurrent;

namespace BotHost.Bench.Load;

/// <summary>What happened to every message, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 means not yet.</summary>
internal sealed class Ledger(int messages)
{
    private readonly long[] _scheduled = new long[messages];
    private readonly long[] _sent = new long[messages];
    private readonly long[] _acknowledged = new long[messages];
    private readonly long[] _delivered = new long[messages];
    private readonly ConcurrentQueue<(int Message, long At)> _repeats = new();
    private readonly ConcurrentQueue<(string Target, long At)> _notices = new();
    private readonly ConcurrentDictionary<int, int> _refusals = new();
    private int _acknowledgedCount;
    private int _deliveredCount;
    private int _sentCount;

    public int Messages => messages;

    public int SentCount => Volatile.Read(ref _sentCount);

    public int AcknowledgedCount => Volatile.Read(ref _acknowledgedCount);

    /// <summary>Messages whose answer was seen at least once.</summary>
    public int DeliveredCount => Volatile.Read(ref _deliveredCount);

    /// <summary>Everything that people saw, repeats and notices too: stands still when the target has nothing left to say.</summary>
    public long SeenCount => DeliveredCount + _repeats.Count + _notices.Count;

    /// <summary>Answers seen again after their first time.</summary>
    public IReadOnlyCollection<(int Message, long At)> Repeats => _repeats;

    /// <summary>What people saw that answers no question by its number: refusals, failures, help.</summary>
    public IReadOnlyCollection<(string Target, long At)> Notices => _notices;

    /// <summary>Calls that were not acknowledged, by status; 0 is a broken connection.</summary>
    public IReadOnlyDictionary<int, int> Refusals => _refusals;

    /// <summary>When it first should have been sent.</summary>
    public long Scheduled(int message) => _scheduled[message];

    /// <summary>When it first was.</summary>
    public long Sent(int message) => _sent[message];

    public long Acknowledged(int message) => Volatile.Read(ref _acknowledged[message]);

    /// <summary>When its answer was first seen.</summary>
    public long Delivered(int message) => Volatile.Read(ref _delivered[message]);

    public void MarkSent(int message, long scheduled, long at)
    {
        if (_sent[message] != 0)
            return;
        _scheduled[message] = scheduled;
        _sent[message] = at;
        Interlocked.Increment(ref _sentCount);
    }

    public void MarkAcknowledged(int message, long at)
    {
        if (Interlocked.CompareExchange(ref _acknowledged[message], at, 0) == 0)
            Interlocked.Increment(ref _acknowledgedCount);
    }

    public void MarkRefused(int status) => _refusals.AddOrUpdate(status, 1, (_, count) => count + 1);

    public void MarkDelivered(int message, long at)
    {
        if (Interlocked.CompareExchange(ref _delivered[message], at, 0) == 0)
            Interlocked.Increment(ref _deliveredCount);
        else
            _repeats.Enqueue((message, at));
    }

    public void MarkNotice(string target, long at) => _notices.Enqueue((target, at));
}
