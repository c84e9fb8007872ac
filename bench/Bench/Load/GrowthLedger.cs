using System.Collections.Concurrent;
using System.Diagnostics;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>What people saw of every answer while it grew. Times are ticks of <see cref="Stopwatch"/>; 0 means not yet.</summary>
/// <param name="messages">Those with a smaller number are written down; the others are not part of the load.</param>
internal sealed class GrowthLedger(int messages)
{
    private readonly long[] _firstToken = new long[messages];
    private readonly ConcurrentDictionary<long, Seen> _seen = new();
    private long _lastChange = Stopwatch.GetTimestamp();

    /// <summary>When anybody last saw anything new.</summary>
    public long LastChange => Volatile.Read(ref _lastChange);

    /// <summary>Everything that stands on somebody's screen and belongs to the load, message by message.</summary>
    public ILookup<int, Seen> Seen => _seen.Values.Where(seen => seen.Message is >= 0 and var message && message < messages).ToLookup(seen => seen.Message);

    public int Shown => _seen.Values.Count(seen => seen.Message >= 0 && seen.Message < messages);

    public int Finished => _seen.Values.Count(seen => seen.Message >= 0 && seen.Message < messages && seen.Now.IsFinished);

    /// <summary>When the model wrote its first piece, the first time it was asked.</summary>
    public long FirstToken(int message) => Volatile.Read(ref _firstToken[message]);

    /// <summary>Writes down what people see from now on.</summary>
    public void Record(ISimulatedPlatform platform)
    {
        platform.Delivered += See;
        platform.Changed += See;
    }

    /// <summary>The model was asked and will write its first piece in so long.</summary>
    public void MarkAsked(int message, TimeSpan firstToken)
    {
        if (message < messages)
            Interlocked.CompareExchange(ref _firstToken[message], Stopwatch.GetTimestamp() + (long)(firstToken.TotalSeconds * Stopwatch.Frequency), 0);
    }

    private void See(SimulatedDelivery delivery)
    {
        _seen.AddOrUpdate(delivery.Sequence, _ => new Seen(delivery, null), (_, before) => new Seen(delivery, before));
        Volatile.Write(ref _lastChange, Stopwatch.GetTimestamp());
    }
}

/// <summary>One message on a screen.</summary>
internal sealed record Seen
{
    public Seen(SimulatedDelivery now, Seen? before)
    {
        Now = now;
        Message = before is { Message: >= 0 } ? before.Message : Questions.NumberIn(now.Text) ?? -1;
        FirstTextAt = before is { Message: >= 0 } ? before.FirstTextAt : now.ChangedAt;
    }

    public SimulatedDelivery Now { get; }

    /// <summary>The question it answers; -1 while it does not say so.</summary>
    public int Message { get; }

    /// <summary>When it first said something of the answer.</summary>
    public long FirstTextAt { get; }
}
