using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>The fault table, through the front door: every way in which models' servers fail ends as it has to, in both languages.</summary>
public sealed class ModelFaultTests(FaultyModels models) : IClassFixture<FaultyModels>
{
    public static TheoryData<string, string> Rows => [.. ModelFaultCases.All.SelectMany(one => ModelFaultPlay.Languages.Select(language => (one.Name, language)))];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_failure_ends_as_the_table_says(string name, string language)
    {
        var result = await models.PlayAsync(ModelFaultCases.All.Single(one => one.Name == name), language);
        Assert.True(result.Wrong.Count == 0, $"{string.Join("; ", result.Wrong)}. Asked {result.Calls} times; the person read: {result.Read}");
    }
}

/// <summary>One host for all rows: each has a model of its own in it.</summary>
public sealed class FaultyModels : IAsyncLifetime
{
    private ModelFaultPlay _play = null!;
    private BotHostApp _host = null!;

    public async ValueTask InitializeAsync()
    {
        _play = await ModelFaultPlay.StartAsync(ModelFaultCases.All);
        _host = await BotHostApp.StartAsync(new BotHostSetup
        {
            Settings = _play.Settings,
            Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime { HurriesSilence = true }),
        });
    }

    public Task<ModelFaultResult> PlayAsync(ModelFaultCase one, string language) =>
        _play.PlayAsync(one, language, _host.WebhookOf("any"), SimulatedWorld.Patience, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _play.DisposeAsync();
    }
}
