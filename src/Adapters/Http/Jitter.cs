namespace BotHost.Adapters.Http;

/// <summary>Spreads waits, so that those who were sent away together do not come back together. One source for many threads.</summary>
internal sealed class Jitter(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>From 0 to below 1.</summary>
    public double Next()
    {
        lock (_lock)
        {
            return random.NextDouble();
        }
    }
}
