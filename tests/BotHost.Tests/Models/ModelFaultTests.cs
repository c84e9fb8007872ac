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

/// <summary>A host for the rows of each API, in which each row has a model of its own.</summary>
public sealed class FaultyModels : IAsyncLifetime
{
    private static readonly FaultApi[] s_apis = Enum.GetValues<FaultApi>();

    private readonly Dictionary<FaultApi, FaultyHost> _hosts = [];
    private readonly Dictionary<(FaultApi Api, string Language), FaultyHost> _slowHosts = [];
    private readonly Dictionary<(FaultApi Api, string Language), Task<List<ModelFaultResult>>> _slow = [];

    /// <summary>Rows in which a limit of time has to run out are played one by one beside the others, in hosts of their own: they make a host's clock leap.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (var api in s_apis)
        {
            foreach (var language in SlowRows(api).Count > 0 ? ModelFaultPlay.Languages : [])
            {
                var host = _slowHosts[(api, language)] = await FaultyHost.StartAsync(api, SlowRows(api));
                _slow[(api, language)] = PlaySlowAsync(host, api, language);
            }

            _hosts[api] = await FaultyHost.StartAsync(api, [.. ModelFaultCases.Over(api).Where(row => !row.IsSlow)]);
        }
    }

    internal async Task<ModelFaultResult> PlayAsync(FaultApi api, ModelFaultCase one, string language) => one.IsSlow
        ? (await _slow[(api, language)]).Single(result => result.Case == one)
        : await _hosts[api].PlayAsync(one, language, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_slow.Values);
        foreach (var host in _hosts.Values.Concat(_slowHosts.Values))
            await host.DisposeAsync();
    }

    private static List<ModelFaultCase> SlowRows(FaultApi api) => [.. ModelFaultCases.Over(api).Where(row => row.IsSlow)];

    /// <summary>Bounded by how long a person waits for an answer; no one test's end is theirs.</summary>
    private static async Task<List<ModelFaultResult>> PlaySlowAsync(FaultyHost host, FaultApi api, string language)
    {
        List<ModelFaultResult> results = [];
        foreach (var row in SlowRows(api))
            results.Add(await host.PlayAsync(row, language, CancellationToken.None));
        return results;
    }

    private sealed class FaultyHost(ModelFaultPlay play, BotHostApp host) : IAsyncDisposable
    {
        public static async Task<FaultyHost> StartAsync(FaultApi api, IReadOnlyList<ModelFaultCase> rows)
        {
            var play = await ModelFaultPlay.StartAsync(rows, api, TestContext.Current.CancellationToken);
            var host = await BotHostApp.StartAsync(new BotHostSetup
            {
                Settings = play.Settings,
                Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime { HurriesSilence = true }),
            });
            return new FaultyHost(play, host);
        }

        public Task<ModelFaultResult> PlayAsync(ModelFaultCase one, string language, CancellationToken cancellationToken) =>
            play.PlayAsync(one, language, host.WebhookOf("any"), SimulatedWorld.Patience, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await play.DisposeAsync();
        }
    }
}
