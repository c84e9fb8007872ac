using System.Net;
using BotHost.Configuration;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests;

/// <summary>The real host on a loopback port with a SQLite file, between a simulated DingTalk and a simulated model.</summary>
internal sealed class BotHostApp : IAsyncDisposable
{
    private readonly SimulatedWorld _world;
    private readonly BotHostSetup _setup;
    private readonly HttpClient _http = new() { Timeout = SimulatedWorld.Patience };
    private WebApplication _app = null!;
    private Uri _address = null!;

    private BotHostApp(BotHostSetup setup, SimulatedWorld world)
    {
        _setup = setup;
        _world = world;
    }

    public FakeDingTalk DingTalk => _world.DingTalk;

    public FakeOpenAi Model => _world.Model;

    public HttpClient Http => _http;

    public IServiceProvider Services => _app.Services;

    /// <summary>Counted since the host was started last.</summary>
    public CountedOutcomes Counted { get; private set; } = null!;

    /// <summary>The texts that people saw, in the order they came.</summary>
    public IReadOnlyList<string> Sent => _world.Sent;

    public string DatabasePath => _world.DatabasePath;

    /// <summary>Messages stored and not closed.</summary>
    public int Open => Services.GetRequiredService<ConversationClaims>().Open;

    public Uri Webhook => WebhookOf("dingtalk");

    public static async Task<BotHostApp> StartAsync(BotHostSetup? setup = null)
    {
        setup ??= new BotHostSetup();
        var app = new BotHostApp(setup, await SimulatedWorld.StartAsync(setup));
        await app.StartHostAsync();
        return app;
    }

    /// <summary>Stops the host as SIGTERM does and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    public Uri WebhookOf(string bot) => new(_address, $"/webhooks/{bot}");

    public Task<HttpStatusCode> AskAsync(string text, string? id = null, string staffId = "staff-1", string bot = "dingtalk") =>
        AskAsync(new DingTalkQuestion { Text = text, MsgId = id, StaffId = staffId }, bot);

    public Task<HttpStatusCode> AskAsync(DingTalkQuestion question, string bot = "dingtalk") => PostAsync(DingTalk.Ask(question), bot);

    public async Task<HttpStatusCode> PostAsync(DingTalkWebhook webhook, string bot = "dingtalk")
    {
        using var request = webhook.ToRequest(WebhookOf(bot));
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Asks and waits for the answer's end.</summary>
    /// <returns>What was sent for it.</returns>
    public async Task<IReadOnlyList<string>> ConverseAsync(DingTalkQuestion question)
    {
        var before = Sent.Count;
        Assert.Equal(HttpStatusCode.OK, await AskAsync(question));
        await UntilIdleAsync();
        return [.. Sent.Skip(before)];
    }

    /// <summary>Waits until every stored message is closed and counted.</summary>
    public Task UntilIdleAsync() => Eventually.TrueAsync(() => Open == 0 && Services.GetRequiredService<TurnWorker>().Running == 0, "every message closed");

    /// <summary>What stands in the database, one string per row.</summary>
    public IReadOnlyList<string> Rows(string sql) => Services.GetRequiredService<Database>().Read(session => session.Query(sql, row => row.IsDBNull(0) ? "" : row.GetString(0)));

    /// <summary>Runs a statement as the host itself would, on its one writing connection.</summary>
    public Task WriteAsync(string sql) => Services.GetRequiredService<DatabaseWriter>().WriteAsync(session => session.Number(sql), default);

    public async ValueTask DisposeAsync()
    {
        _world.Heal();
        await StopHostAsync();
        _http.Dispose();
        await _world.DisposeAsync();
    }

    private async Task StartHostAsync()
    {
        List<string> mistakes = [];
        var builder = HostApplication.ReadSettings(
            new SettingsOrigin { Arguments = _world.Arguments(_setup), SecretsDirectory = _world.EmptyDirectory }, out var settings, mistakes);
        Assert.Empty(mistakes);
        _app = HostApplication.Build(builder, settings, _setup.Replace);
        Counted = new CountedOutcomes(_app.Services);
        await _app.StartAsync();
        _address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private async Task StopHostAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Counted.Dispose();
    }
}
