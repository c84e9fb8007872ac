using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The platforms that a driver can play by sending bytes it made beforehand.</summary>
internal static class Drivable
{
    /// <summary>All but WeCom's AI bots, whose answers travel in the answers to calls that only the simulated platform itself can make.</summary>
    public static IReadOnlyList<string> Platforms { get; } = [.. SimulatedPlatforms.Names.Where(name => name != "WeComAiBot")];
}
