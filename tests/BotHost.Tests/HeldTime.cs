namespace BotHost.Tests;

/// <summary>The right time, but no wait ends before it is let go: a delay becomes a gate.</summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<HeldTimer> _held = [];
    private int _passes;
    private bool _free;

    /// <summary>How many waits there are at this moment.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
                return _held.Count;
        }
    }

    /// <summary>Ends all waits, and every later one at once.</summary>
    public void LetGo() => End(evermore: true);

    /// <summary>Ends the waits of this moment; later ones are held again.</summary>
    public void Step() => End(evermore: false);

    /// <summary>Ends one wait: the oldest, or the next one if there is none.</summary>
    public void LetGoOne()
    {
        HeldTimer oldest;
        lock (_gate)
        {
            if (_held.Count == 0)
            {
                _passes++;
                return;
            }

            oldest = _held[0];
            _held.RemoveAt(0);
        }

        oldest.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void End(bool evermore)
    {
        List<HeldTimer> held;
        lock (_gate)
        {
            _free = evermore;
            held = [.. _held];
            _held.Clear();
        }

        held.ForEach(timer => timer.Fire());
    }

    private sealed class HeldTimer(HeldTime time, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._held.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                if (!time._free && time._passes == 0)
                {
                    time._held.Add(this);
                    return true;
                }

                time._passes = Math.Max(time._passes - 1, 0);
            }

            Fire();
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._held.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
