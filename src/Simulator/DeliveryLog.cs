using System.Diagnostics;

namespace BotHost.Simulator;

/// <summary>Everything that people saw, in order, and those who wait for it.</summary>
internal sealed class DeliveryLog(bool keep)
{
    private readonly Lock _lock = new();
    private readonly List<SimulatedDelivery> _deliveries = [];
    private readonly List<SimulatedDelivery> _states = [];
    private readonly Pulse _changed = new();
    private long _count;
    private int _taken;

    public event Action<SimulatedDelivery>? Delivered;

    /// <summary>A message that was seen before looks different now.</summary>
    public event Action<SimulatedDelivery>? Changed;

    public long Count => Volatile.Read(ref _count);

    /// <summary>Every message once, as it looks now.</summary>
    public IReadOnlyList<SimulatedDelivery> Snapshot
    {
        get
        {
            lock (_lock)
                return [.. _deliveries];
        }
    }

    /// <summary>Every message as often as it looked different, in order: all that ever stood on somebody's screen.</summary>
    public IReadOnlyList<SimulatedDelivery> States
    {
        get
        {
            lock (_lock)
                return [.. _states];
        }
    }

    /// <summary>Shows a message that will not change.</summary>
    public void Add(string via, string target, string msgType, string title, string text, IReadOnlyList<string> atUserIds)
    {
        Show(new(0, via, target, msgType, title, text, atUserIds, 0));
    }

    /// <summary>Shows a message, which may change later.</summary>
    /// <param name="delivery">How it looks. Its number and its time are given to it here.</param>
    public ShownMessage Show(SimulatedDelivery delivery)
    {
        var now = Stopwatch.GetTimestamp();
        if (keep)
        {
            lock (_lock)
            {
                delivery = delivery with { Sequence = ++_count, Timestamp = now, ChangedAt = now };
                _deliveries.Add(delivery);
                _states.Add(delivery);
            }
            _changed.Send();
        }
        else
        {
            delivery = delivery with { Sequence = Interlocked.Increment(ref _count), Timestamp = now, ChangedAt = now };
        }

        Delivered?.Invoke(delivery);
        return new ShownMessage(this, delivery);
    }

    /// <summary>Only for <see cref="ShownMessage"/>, which lets one change of a message come after the other.</summary>
    internal void Replace(SimulatedDelivery delivery)
    {
        if (keep)
        {
            lock (_lock)
            {
                _deliveries[(int)delivery.Sequence - 1] = delivery;
                _states.Add(delivery);
            }
            _changed.Send();
        }

        Changed?.Invoke(delivery);
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
            ? _changed.UntilAsync(condition, timeout, Describe)
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
        var last = string.Join(", ", seen.TakeLast(5).Select(d => $"{d.Sequence} {d.Via} to {d.Target} \"{d.Text}\"{(d.IsFinished ? "" : " (unfinished)")}"));
        return $"{seen.Count} deliveries, the last of them: {(seen.Count == 0 ? "none" : last)}.";
    }
}
