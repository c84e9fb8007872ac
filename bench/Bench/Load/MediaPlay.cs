using System.Net;
using System.Net.Sockets;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>One host with a bot on every platform and a model that sees, hears and draws. One thing is sent at a time, so that the memory it takes is its own.</summary>
internal sealed class MediaPlay : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly TcpListener _canary = new(IPAddress.Loopback, 0);
    private readonly TrialDirectory _directory;
    private readonly IReadOnlyList<ISimulatedPlatform> _platforms;
    private readonly FakeOpenAi _model;
    private readonly Uri _host;
    private readonly TargetProcess _process;
    private int _people;

    private MediaPlay(Target target, TrialOptions options, IReadOnlyList<ISimulatedPlatform> platforms, FakeOpenAi model)
    {
        _canary.Start();
        _platforms = platforms;
        _model = model;
        _directory = TrialDirectory.Create(options);
        var settings = new TargetSettings
        {
            Platform = new Dictionary<string, string>(
                [.. platforms.SelectMany(platform => platform.Settings).DistinctBy(setting => setting.Key), .. model.TranscriptionSettings, .. model.ImageSettings, new("Models:default:Vision", "true")]),
            ModelKey = model.ApiKey,
            Model = model.Model,
            ModelBaseUrl = model.BaseUrl,
            DatabaseFile = _directory.DatabaseFile,
            LogFile = _directory.LogFile,
            Port = TargetProcess.FreePort(),
        };
        _host = new Uri($"http://127.0.0.1:{settings.Port}");
        _process = TargetProcess.Start(target, settings);
    }

    public IReadOnlyList<string> Platforms => [.. _platforms.Select(platform => platform.Name)];

    public ProcessUsage Usage => _process.Usage;

    /// <summary>True if somebody came to an address of this machine that only a forger named.</summary>
    public bool IsCanaryDisturbed => _canary.Pending();

    public IReadOnlyList<string> Violations => [.. _platforms.SelectMany(platform => platform.Violations.Select(violation => $"{platform.Name}: {violation}")), .. _model.Violations];

    public static async Task<MediaPlay> StartAsync(Target target, TrialOptions options, CancellationToken cancellationToken)
    {
        var play = new MediaPlay(
            target,
            options,
            await SimulatedPlatforms.StartAllAsync(cancellationToken),
            await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Transcribe = _ => MediaSamples.Spoken }, cancellationToken));
        try
        {
            await play.UntilUpAsync(cancellationToken);
            return play;
        }
        catch
        {
            await play.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one of each on every platform that people can send it on.</summary>
    public async Task PlayAsync(MediaResult result, CancellationToken cancellationToken)
    {
        var canary = new Uri($"http://127.0.0.1:{((IPEndPoint)_canary.LocalEndpoint).Port}/secret.txt");
        foreach (var sample in MediaSamples.Readable.Concat(MediaSamples.Refused(canary)))
        {
            foreach (var platform in _platforms.Where(sample.IsSentOn))
                result.Add(platform.Name, sample, await SendAsync(platform, sample, cancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        foreach (var platform in _platforms)
            await platform.DisposeAsync();
        await _model.DisposeAsync();
        _http.Dispose();
        _canary.Dispose();
        _directory.Dispose();
    }

    private async Task<MediaOutcome> SendAsync(ISimulatedPlatform platform, MediaSample sample, CancellationToken cancellationToken)
    {
        var person = new SimulatedPerson($"person-{++_people}", "小明");
        var (asked, seen) = (_model.Requests.Count, platform.Deliveries.Count);
        using var request = platform.Ask(new SimulatedQuestion { Person = person, Kind = sample.Kind, Attachment = sample.Attachment }, _host);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return new MediaOutcome([], $"refused with {(int)response.StatusCode}");
        try
        {
            await platform.WaitForAsync(deliveries => deliveries.Skip(seen).Any(delivery => delivery.Target == person.Id && delivery.IsFinished), Patience);
        }
        catch (TimeoutException)
        {
            return new MediaOutcome([], "no answer");
        }

        return new MediaOutcome(
            [.. _model.Requests.Skip(asked).Select(chat => chat.Messages[^1])],
            string.Join(' ', platform.Deliveries.Skip(seen).Where(delivery => delivery.Target == person.Id).Select(delivery => delivery.Text)));
    }

    private async Task UntilUpAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!limit.IsCancellationRequested)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri(_host, "/health/ready"), cancellationToken);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new BenchException($"The host did not come up. Its last words: {_directory.LastWords()}");
    }
}

/// <summary>What one thing that was sent came to.</summary>
/// <param name="Asked">What the model was told; nothing if it was not asked.</param>
/// <param name="Text">What the person read.</param>
internal sealed record MediaOutcome(IReadOnlyList<ChatRequestMessage> Asked, string Text);
