namespace BotHost.Adapters.WeComApp;

/// <summary>
/// What members were sent within the last hour. Of one app's messages a member gets 30 in a minute and 1,000 in an hour; what comes on top WeCom
/// drops and says that all is well. So it is counted here, and waits. Source: 访问频率限制 (developer.work.weixin.qq.com/document/path/90312).
/// </summary>
internal sealed class WeComAppMembers(TimeProvider time)
{
    private const int PerMinute = 30;
    private const int PerHour = 1_000;

    /// <summary>Messages that leave at once arrive in any order (field reports).</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Below this many members nobody is looked for who could be forgotten.</summary>
    private const int LeastSwept = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<long>> _sends = new(StringComparer.OrdinalIgnoreCase);
    private int _sweepAt = LeastSwept;

    /// <summary>How many members are remembered.</summary>
    public int Count => _sends.Count;

    /// <summary>Waits until the next message to this member may leave, if that is a matter of the gap between two; then it is counted.</summary>
    /// <returns>Zero once it may leave; otherwise how long until the platform would deliver it, and nothing is counted.</returns>
    public async ValueTask<TimeSpan> PassAsync(string member, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        while ((wait = Take(member)) > TimeSpan.Zero && wait <= Gap)
            await Task.Delay(wait, time, cancellationToken);
        return wait;
    }

    private TimeSpan Take(string member)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            Sweep(now);
            if (!_sends.TryGetValue(member, out var sends))
                _sends[member] = sends = new Queue<long>();
            Forget(sends, now);
            var wait = Longest(
                Until(sends, PerHour, Hour, now),
                Until(sends, PerMinute, Minute, now),
                Until(sends, 1, Gap, now));
            if (wait == TimeSpan.Zero)
                sends.Enqueue(now);
            return wait;
        }
    }

    /// <summary>How long until fewer than so many sends lie within the span.</summary>
    private TimeSpan Until(Queue<long> sends, int most, TimeSpan span, long now)
    {
        if (sends.Count < most)
            return TimeSpan.Zero;
        var wait = span - time.GetElapsedTime(sends.ElementAt(sends.Count - most), now);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Forget(Queue<long> sends, long now)
    {
        while (sends.TryPeek(out var first) && time.GetElapsedTime(first, now) >= Hour)
            sends.Dequeue();
    }

    private void Sweep(long now)
    {
        if (_sends.Count < _sweepAt)
            return;
        foreach (var (member, sends) in _sends.ToList())
        {
            Forget(sends, now);
            if (sends.Count == 0)
                _sends.Remove(member);
        }

        _sweepAt = Math.Max(LeastSwept, 2 * _sends.Count);
    }

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> waits)
    {
        var longest = TimeSpan.Zero;
        foreach (var wait in waits)
            longest = wait > longest ? wait : longest;
        return longest;
    }
}
