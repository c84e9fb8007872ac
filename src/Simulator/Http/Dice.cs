namespace BotHost.Simulator;

/// <summary>Seeded chance that several requests may use at once.</summary>
internal sealed class Dice(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>From 0 to just below 1.</summary>
    public double Roll()
    {
        lock (_lock)
            return _random.NextDouble();
    }
}
