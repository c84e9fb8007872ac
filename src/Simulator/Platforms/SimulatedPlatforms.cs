namespace BotHost.Simulator;

/// <summary>All platforms that can be simulated. A new one is one more line.</summary>
public static class SimulatedPlatforms
{
    private static IReadOnlyList<Func<CancellationToken, Task<ISimulatedPlatform>>> Starters { get; } =
    [
        async cancellationToken => await SimulatedDingTalk.StartAsync(options: new FakeDingTalkOptions { CardTemplateId = "answers.schema" }, cancellationToken: cancellationToken),
        async cancellationToken => await SimulatedFeishu.StartAsync(cancellationToken: cancellationToken),
        async cancellationToken => await SimulatedQQ.StartAsync(cancellationToken: cancellationToken),
        async cancellationToken => await SimulatedOneBot.StartAsync(cancellationToken: cancellationToken),
    ];

    /// <summary>Starts one of each; dispose them all.</summary>
    public static async Task<IReadOnlyList<ISimulatedPlatform>> StartAllAsync(CancellationToken cancellationToken = default)
    {
        var platforms = new List<ISimulatedPlatform>();
        try
        {
            foreach (var start in Starters)
                platforms.Add(await start(cancellationToken));
            return platforms;
        }
        catch
        {
            foreach (var started in platforms)
                await started.DisposeAsync();
            throw;
        }
    }
}
