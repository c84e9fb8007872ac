using System.Diagnostics;

namespace BotHost.Simulator;

/// <summary>Everything that people saw, in order, and those who wait for it.</summary>
internal sealed class DeliveryLog(bool keep)
{
    private readonly Lock _lock = new();
    private readonly List<SimulatedDelivery> _deliveries = [];
    private readonly Pulse _added = new();
    private long _count;
    private int _taken;

    public event Action<SimulatedDelivery>? Delivered;

    public long Count => Volatile.Read(ref _count);

    public IReadOnlyList<SimulatedDelivery> Snapshot
    {
        get
        {
            lock (_lock)
                return [.. _deliveries];
        }
    }

    public void Add(string via, string target, string msgType, string title, string text, IReadOnlyList<string> atUserIds)
    {
        SimulatedDelivery delivery;
        if (keep)
        {
            lock (_lock)
            {
                delivery = new(++_count, via, target, msgType, title, text, atUserIds, Stopwatch.GetTimestamp());
                _deliveries.Add(delivery);
            }
            _added.Send();
        }
        else
        {
            delivery = new(Interlocked.Increment(ref _count), via, target, msgType, title, text, atUserIds, Stopwatch.GetTimestamp());
        }

        Delivered?.Invoke(delivery);
    }

    /// <summary>The next delivery that no earlier call of this was given.</summary>
    public async Task<SimulatedDelivery> NextAsync(TimeSpan timeout)
    {
        SimulatedDelivery? next = null;
        await UntilAsync(() => (next = TakeNext()) is not null, timeout);
        return next!;
    }

    public async Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout)
    {
        IReadOnlyList<SimulatedDelivery> deliveries = [];
        await UntilAsync(() => condition(deliveries = Snapshot), timeout);
        return deliveries;
    }

    private Task UntilAsync(Func<bool> condition, TimeSpan timeout)
    {
        return keep
            ? _added.UntilAsync(condition, timeout, Describe)
            : throw new InvalidOperationException("Deliveries are not kept here, so nobody can wait for them; listen to Delivered.");
    }

    private SimulatedDelivery? TakeNext()
    {
        lock (_lock)
            return _taken < _deliveries.Count ? _deliveries[_taken++] : null;
    }

    private string Describe()
    {
        var seen = Snapshot;
        var last = string.Join(", ", seen.TakeLast(5).Select(d => $"{d.Sequence} {d.Via} to {d.Target} \"{d.Text}\""));
        return $"{seen.Count} deliveries, the last of them: {(seen.Count == 0 ? "none" : last)}.";
    }
}
