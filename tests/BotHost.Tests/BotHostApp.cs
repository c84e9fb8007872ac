using System.Net;
using BotHost.Configuration;
using BotHost.Conversation.Inbox;
using BotHost.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests;

/// <summary>The real host on a loopback port with a SQLite file, between a simulated DingTalk and a simulated model.</summary>
internal sealed class BotHostApp : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bothost-test-");
    private readonly BotHostSetup _setup;
    private readonly HttpClient _http = new() { Timeout = _patience };
    private WebApplication _app = null!;
    private Uri _address = null!;

    private BotHostApp(BotHostSetup setup, FakeDingTalk dingTalk, FakeOpenAi model)
    {
        _setup = setup;
        DingTalk = dingTalk;
        Model = model;
    }

    public FakeDingTalk DingTalk { get; }

    public FakeOpenAi Model { get; }

    public HttpClient Http => _http;

    public IServiceProvider Services => _app.Services;

    /// <summary>The texts that people saw, in the order they came.</summary>
    public IReadOnlyList<string> Sent => [.. DingTalk.Deliveries.Select(delivery => delivery.Text)];

    public string DatabasePath => Path.Combine(_folder.FullName, "bothost.db");

    public Uri Webhook => new(_address, "/webhooks/dingtalk");

    public static async Task<BotHostApp> StartAsync(BotHostSetup? setup = null)
    {
        setup ??= new BotHostSetup();
        var app = new BotHostApp(setup, await FakeDingTalk.StartAsync(setup.DingTalk), await FakeOpenAi.StartAsync(setup.Model));
        await app.StartHostAsync();
        return app;
    }

    /// <summary>Stops the host as SIGTERM does and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    public Task<HttpStatusCode> AskAsync(string text, string? id = null, string staffId = "staff-1") =>
        PostAsync(DingTalk.Ask(new DingTalkQuestion { Text = text, MsgId = id, StaffId = staffId }));

    public async Task<HttpStatusCode> PostAsync(DingTalkWebhook webhook)
    {
        using var request = webhook.ToRequest(Webhook);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Waits until every stored message is closed.</summary>
    public async Task UntilIdleAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        var claims = _app.Services.GetRequiredService<ConversationClaims>();
        while (claims.Open > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        _http.Dispose();
        await DingTalk.DisposeAsync();
        await Model.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartHostAsync()
    {
        List<string> mistakes = [];
        var builder = HostApplication.ReadSettings(
            new SettingsOrigin
            {
                Arguments = [.. Settings().Select(setting => $"--{setting.Key}={setting.Value}")],
                SecretsDirectory = Path.Combine(_folder.FullName, "no-secrets"),
            },
            out var settings, mistakes);
        Assert.Empty(mistakes);
        _app = HostApplication.Build(builder, settings, _setup.Replace);
        await _app.StartAsync();
        _address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private async Task StopHostAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The usual ones, and over them what the test wants.</summary>
    private Dictionary<string, string> Settings()
    {
        var settings = Usual();
        foreach (var (key, value) in _setup.Settings)
        {
            settings[key] = value;
        }

        return settings;
    }

    private Dictionary<string, string> Usual() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Bots:dingtalk:Platform"] = "DingTalk",
        ["Bots:dingtalk:AppKey"] = DingTalk.AppKey,
        ["Bots:dingtalk:AppSecret"] = DingTalk.AppSecret,
        ["Bots:dingtalk:RobotCode"] = DingTalk.RobotCode,
        ["Platforms:DingTalk:BaseUrl"] = DingTalk.BaseUrl.GetLeftPart(UriPartial.Authority),
        ["Platforms:DingTalk:LegacyBaseUrl"] = DingTalk.BaseUrl.GetLeftPart(UriPartial.Authority),
        ["Models:default:ApiKeys"] = Model.ApiKey,
        ["Models:default:Model"] = Model.Model,
        ["Models:default:BaseUrl"] = Model.BaseUrl.ToString(),
        ["Storage:ConnectionString"] = $"Data Source={DatabasePath};Pooling=False",
        ["urls"] = "http://127.0.0.1:0",
        ["Logging:LogLevel:Default"] = "Error",
    };
}
