using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The platforms that a driver can play by sending bytes it made beforehand.</summary>
internal static class Drivable
{
    /// <summary>
    /// All but WeCom's AI bots, whose answers travel in the answers to calls: each is to be made and read by the simulated platform while the load runs, which
    /// is what <see cref="PollDriver"/> does.
    /// </summary>
    public static IReadOnlyList<string> Platforms { get; } = [.. SimulatedPlatforms.Names.Where(name => name != "WeComAiBot")];

    /// <summary>
    /// So many answers a minute reach one person; null where there is no such limit. Beyond them WeCom drops an app's messages without a word, so the host
    /// holds them back, whatever the simulated platform lets through. Source: 访问频率限制 (https://developer.work.weixin.qq.com/document/path/90312).
    /// </summary>
    public static int? AnswersPerMinute(string platform) => platform == "WeComApp" ? 30 : null;
}
