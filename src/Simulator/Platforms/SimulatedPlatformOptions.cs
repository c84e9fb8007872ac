namespace BotHost.Simulator;

/// <summary>How any of the platforms is simulated; what only one of them has, its own options say.</summary>
public sealed record SimulatedPlatformOptions
{
    /// <summary>True: calls beyond the platform's rates are refused as the platform does it. False: the answers come as fast as the host can send them.</summary>
    public bool EnforcesRates { get; init; } = true;

    /// <summary>True: the bot is set up so that its answers can grow, where that takes a setting.</summary>
    public bool Grows { get; init; } = true;

    /// <summary>False: deliveries are announced and not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>False: a platform that comes for its answers leaves that to whoever plays it, who carries its calls.</summary>
    public bool ComesForAnswers { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;
}
