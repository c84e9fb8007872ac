using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>The fault table, through the front door: every way in which models' servers fail ends as it has to, over every API and in both languages.</summary>
public sealed class ModelFaultTests(FaultyModels models) : IClassFixture<FaultyModels>
{
    public static TheoryData<FaultApi, string, string> Rows =>
        [.. Enum.GetValues<FaultApi>().SelectMany(api => ModelFaultCases.Over(api).SelectMany(one => ModelFaultPlay.Languages.Select(language => (api, one.Name, language))))];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_failure_ends_as_the_table_says(FaultApi api, string name, string language)
    {
        var result = await models.PlayAsync(api, ModelFaultCases.All.Single(one => one.Name == name), language);
        Assert.True(result.Wrong.Count == 0, $"{string.Join("; ", result.Wrong)}. Asked {result.Calls} times; the person read: {result.Read}");
    }
}

/// <summary>One host for all rows of an API: each row has a model of its own in it.</summary>
public sealed class FaultyModels : IAsyncLifetime
{
    private readonly Dictionary<FaultApi, FaultyHost> _hosts = [];

    /// <summary>The limits of time run out for all of the slow rows together, while nothing else is played: each makes the host's clock leap.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (var api in Enum.GetValues<FaultApi>())
            _hosts[api] = await FaultyHost.StartAsync(api);
        await Task.WhenAll(_hosts.Values.Select(host => host.PlaySlowAsync()));
    }

    internal Task<ModelFaultResult> PlayAsync(FaultApi api, ModelFaultCase one, string language) => _hosts[api].PlayAsync(one, language);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
            await host.DisposeAsync();
    }

    private sealed class FaultyHost(FaultApi api, ModelFaultPlay play, BotHostApp host) : IAsyncDisposable
    {
        private readonly Dictionary<(ModelFaultCase, string), ModelFaultResult> _slow = [];

        public static async Task<FaultyHost> StartAsync(FaultApi api)
        {
            var play = await ModelFaultPlay.StartAsync(ModelFaultCases.Over(api), api);
            var host = await BotHostApp.StartAsync(new BotHostSetup
            {
                Settings = play.Settings,
                Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime { HurriesSilence = true }),
            });
            return new FaultyHost(api, play, host);
        }

        public async Task PlaySlowAsync()
        {
            var rows = ModelFaultCases.Over(api).Where(row => row.IsSlow).SelectMany(row => ModelFaultPlay.Languages.Select(language => (row, language)));
            foreach (var result in await Task.WhenAll(rows.Select(one => AskAsync(one.row, one.language))))
                _slow[(result.Case, result.Language)] = result;
        }

        public Task<ModelFaultResult> PlayAsync(ModelFaultCase one, string language) =>
            _slow.TryGetValue((one, language), out var played) ? Task.FromResult(played) : AskAsync(one, language);

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await play.DisposeAsync();
        }

        private Task<ModelFaultResult> AskAsync(ModelFaultCase one, string language) =>
            play.PlayAsync(one, language, host.WebhookOf("any"), SimulatedWorld.Patience, TestContext.Current.CancellationToken);
    }
}
