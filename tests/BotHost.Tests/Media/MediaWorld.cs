using System.Net;
using System.Net.Sockets;
using BotHost.Configuration;
using BotHost.Conversation.Inbox;
using BotHost.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Media;

/// <summary>One host with a bot on every platform, and a model that sees, hears and draws. One question at a time.</summary>
public sealed class MediaWorld : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bothost-test-");
    private readonly HttpClient _http = new() { Timeout = _patience };
    private readonly TcpListener _canary = new(IPAddress.Loopback, 0);
    private IReadOnlyList<ISimulatedPlatform> _platforms = [];
    private WebApplication _app = null!;
    private Uri _address = null!;
    private int _people;

    public FakeOpenAi Model { get; private set; } = null!;

    /// <summary>An address of this machine where somebody listens, and to which nobody may come.</summary>
    public Uri Canary => new($"http://127.0.0.1:{((IPEndPoint)_canary.LocalEndpoint).Port}/secret.txt");

    /// <summary>True if somebody came to the <see cref="Canary"/>.</summary>
    public bool IsCanaryDisturbed => _canary.Pending();

    public ISimulatedPlatform Platform(string name) => _platforms.Single(platform => platform.Name == name);

    public async ValueTask InitializeAsync()
    {
        _canary.Start();
        Model = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Transcribe = _ => MediaSamples.Spoken });
        _platforms = await SimulatedPlatforms.StartAllAsync();
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Models:default:Vision"] = "true",
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "bothost.db")}",
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Error",
        };
        foreach (var (key, value) in (IEnumerable<KeyValuePair<string, string>>)[.. Model.Settings, .. Model.TranscriptionSettings, .. Model.ImageSettings, .. _platforms.SelectMany(platform => platform.Settings)])
            settings[key] = value;

        List<string> mistakes = [];
        var origin = new SettingsOrigin
        {
            Arguments = [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")],
            SecretsDirectory = Path.Combine(_folder.FullName, "no-secrets"),
        };
        var builder = HostApplication.ReadSettings(origin, out var read, mistakes);
        Assert.Empty(mistakes);
        _app = HostApplication.Build(builder, read);
        await _app.StartAsync();
        _address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var platform in _platforms)
            await platform.DisposeAsync();
        await Model.DisposeAsync();
        _http.Dispose();
        _canary.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Somebody who has not said anything yet.</summary>
    public SimulatedPerson Somebody() => new($"staff-{Interlocked.Increment(ref _people)}", "小明");

    /// <summary>Asks in private, and waits until everything is said.</summary>
    public async Task<Exchange> AskAsync(string name, SimulatedQuestion question)
    {
        var platform = Platform(name);
        var (requests, seen) = (Model.Requests.Count, platform.Deliveries.Count);
        using var request = platform.Ask(question, _address);
        using var response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{name} was answered with {(int)response.StatusCode}");
        await platform.WaitForAsync(deliveries => deliveries.Count > seen && deliveries.All(delivery => delivery.IsFinished), _patience);
        await Eventually.TrueAsync(() => _app.Services.GetRequiredService<ConversationClaims>().Open == 0, "every message closed");
        return new Exchange([.. Model.Requests.Skip(requests)], [.. platform.Deliveries.Skip(seen).Where(delivery => delivery.Target == question.Person.Id)]);
    }

    /// <summary>What one question came to.</summary>
    /// <param name="Asked">What the model was asked.</param>
    /// <param name="Seen">What the person saw.</param>
    public sealed record Exchange(IReadOnlyList<ChatRequest> Asked, IReadOnlyList<SimulatedDelivery> Seen)
    {
        public ChatRequestMessage Question => Assert.Single(Asked).Messages[^1];

        public string Text => string.Join('\n', Seen.Select(delivery => delivery.Text));
    }
}
