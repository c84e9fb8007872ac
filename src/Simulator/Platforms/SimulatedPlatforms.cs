namespace BotHost.Simulator;

/// <summary>All platforms that can be simulated. A new one is one more entry.</summary>
public static class SimulatedPlatforms
{
    private static readonly OrderedDictionary<string, Func<SimulatedPlatformOptions, CancellationToken, Task<ISimulatedPlatform>>> _starters = new(StringComparer.Ordinal)
    {
        ["DingTalk"] = async (options, cancellationToken) => await SimulatedDingTalk.StartAsync(options: new FakeDingTalkOptions
        {
            CardTemplateId = options.Grows ? "answers.schema" : "",
            KeepDeliveries = options.KeepDeliveries,
            Seed = options.Seed,
        }, cancellationToken: cancellationToken),
        ["Feishu"] = async (options, cancellationToken) => await SimulatedFeishu.StartAsync(options: FeishuOptions(options), cancellationToken: cancellationToken),
        ["QQ"] = async (options, cancellationToken) => await SimulatedQQ.StartAsync(options: new FakeQQOptions
        {
            EnforcesRates = options.EnforcesRates,
            KeepDeliveries = options.KeepDeliveries,
            Seed = options.Seed,
        }, cancellationToken: cancellationToken),
        ["WeComApp"] = async (options, cancellationToken) => await SimulatedWeComApp.StartAsync(options: new FakeWeComAppOptions
        {
            EnforcesRates = options.EnforcesRates,
            KeepDeliveries = options.KeepDeliveries,
            Seed = options.Seed,
        }, cancellationToken: cancellationToken),
        ["WeComAiBot"] = async (options, cancellationToken) => await SimulatedWeComAiBot.StartAsync(options: AiBotOptions(options), cancellationToken: cancellationToken),
        ["OneBot"] = async (options, cancellationToken) => await SimulatedOneBot.StartAsync(options: new FakeOneBotOptions
        {
            KeepDeliveries = options.KeepDeliveries,
            Seed = options.Seed,
        }, cancellationToken: cancellationToken),
    };

    /// <summary>As <c>Bots:&lt;name&gt;:Platform</c> has them.</summary>
    public static IReadOnlyList<string> Names => _starters.Keys;

    /// <summary>Starts the one of this name.</summary>
    public static Task<ISimulatedPlatform> StartAsync(string name, SimulatedPlatformOptions options, CancellationToken cancellationToken = default)
    {
        return _starters.TryGetValue(name, out var start)
            ? start(options, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(name), name, $"Not one of {string.Join(", ", Names)}.");
    }

    /// <summary>Starts one of each; dispose them all.</summary>
    public static async Task<IReadOnlyList<ISimulatedPlatform>> StartAllAsync(CancellationToken cancellationToken = default)
    {
        var platforms = new List<ISimulatedPlatform>();
        try
        {
            foreach (var name in Names)
                platforms.Add(await StartAsync(name, new SimulatedPlatformOptions(), cancellationToken));
            return platforms;
        }
        catch
        {
            foreach (var started in platforms)
                await started.DisposeAsync();
            throw;
        }
    }

    private static FakeWeComAiBotOptions AiBotOptions(SimulatedPlatformOptions options)
    {
        var calling = new FakeWeComAiBotOptions { KeepDeliveries = options.KeepDeliveries, Seed = options.Seed };
        return options.ComesForAnswers ? calling : calling with { PollPace = Timeout.InfiniteTimeSpan };
    }

    private static FakeFeishuOptions FeishuOptions(SimulatedPlatformOptions options)
    {
        var limited = new FakeFeishuOptions { KeepDeliveries = options.KeepDeliveries, Seed = options.Seed };
        return options.EnforcesRates ? limited : limited with { CallsPerSecond = 0, CallsPerMinute = 0, SendsPerSecondAndChat = 0 };
    }
}
