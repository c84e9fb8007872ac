using BotHost.Simulator;

namespace BotHost.Tests;

/// <summary>What lies around a host under test: a simulated DingTalk, a simulated model, and a folder for its database. Outlives every host in it.</summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    /// <summary>Of every wait. Only a test that fails waits this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bothost-test-");

    private SimulatedWorld(FakeDingTalk dingTalk, FakeOpenAi model)
    {
        DingTalk = dingTalk;
        Model = model;
    }

    public FakeDingTalk DingTalk { get; }

    public FakeOpenAi Model { get; }

    /// <summary>The texts that people saw, in the order they came.</summary>
    public IReadOnlyList<string> Sent => [.. DingTalk.Deliveries.Select(delivery => delivery.Text)];

    public string DatabasePath => Path.Combine(_folder.FullName, "bothost.db");

    public string ConnectionString => $"Data Source={DatabasePath};Pooling=False";

    public string EmptyDirectory => Path.Combine(_folder.FullName, "empty");

    public static async Task<SimulatedWorld> StartAsync(BotHostSetup setup) =>
        new(await FakeDingTalk.StartAsync(setup.DingTalk), await FakeOpenAi.StartAsync(setup.Model));

    /// <summary>The arguments of a host that lives here: the usual settings, and over them what the test wants.</summary>
    public IReadOnlyList<string> Arguments(BotHostSetup setup)
    {
        Dictionary<string, string> settings = new(Model.Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["Bots:dingtalk:Platform"] = "DingTalk",
            ["Bots:dingtalk:AppKey"] = DingTalk.AppKey,
            ["Bots:dingtalk:AppSecret"] = DingTalk.AppSecret,
            ["Bots:dingtalk:RobotCode"] = DingTalk.RobotCode,
            ["Platforms:DingTalk:BaseUrl"] = DingTalk.BaseUrl.GetLeftPart(UriPartial.Authority),
            ["Platforms:DingTalk:LegacyBaseUrl"] = DingTalk.BaseUrl.GetLeftPart(UriPartial.Authority),
            ["Storage:ConnectionString"] = ConnectionString,
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Error",
        };
        foreach (var (key, value) in setup.Settings)
        {
            settings[key] = value;
        }

        return [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")];
    }

    /// <summary>No fault holds anybody any more.</summary>
    public void Heal()
    {
        DingTalk.Faults.Clear();
        Model.Faults.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await DingTalk.DisposeAsync();
        await Model.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
