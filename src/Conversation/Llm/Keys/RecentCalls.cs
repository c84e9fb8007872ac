namespace BotHost.Conversation.Llm.Keys;

/// <summary>How many calls of the last half minute failed, counted in slices of five seconds.</summary>
internal sealed class RecentCalls
{
    private const int Slices = 6;
    private static readonly TimeSpan s_slice = TimeSpan.FromSeconds(5);

    private readonly (long Number, int Calls, int Failed)[] _slices = new (long, int, int)[Slices];

    public void Add(DateTimeOffset now, bool failed)
    {
        var number = Number(now);
        ref var slice = ref _slices[number % Slices];
        if (slice.Number != number)
            slice = (number, 0, 0);
        slice.Calls++;
        slice.Failed += failed ? 1 : 0;
    }

    public (int Calls, int Failed) Count(DateTimeOffset now)
    {
        var oldest = Number(now) - Slices;
        var recent = _slices.Where(slice => slice.Number > oldest).ToList();
        return (recent.Sum(slice => slice.Calls), recent.Sum(slice => slice.Failed));
    }

    public void Clear() => Array.Clear(_slices);

    private static long Number(DateTimeOffset at) => at.UtcTicks / s_slice.Ticks;
}
