using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>One real host with many bots of one platform, each with its own name as persona, at the moment of the recorded requests.</summary>
public abstract class VectorHost : IAsyncLifetime
{
    private VectorClock _clock = null!;

    internal RecordedPlatform Platform { get; private set; } = null!;

    internal BotHostApp App { get; private set; } = null!;

    internal abstract RecordedDialect Dialect { get; }

    /// <summary>Null: the usual one.</summary>
    internal virtual FakeOpenAiOptions? Model => null;

    protected abstract DateTimeOffset Now { get; }

    protected virtual bool ClockRuns => false;

    public async ValueTask InitializeAsync()
    {
        _clock = new VectorClock(Now) { Runs = ClockRuns };
        Platform = await RecordedPlatform.StartAsync(Dialect);
        var settings = new Dictionary<string, string>();
        Configure(settings);
        App = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = Model,
            Settings = settings,
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
                Platform.Install(services);
            },
        });
        await PrepareAsync();
    }

    /// <summary>Sends a request at a given moment and waits until all that it caused is over.</summary>
    internal async Task<Exchange> ExchangeAsync(RawRequest request, string bot, DateTimeOffset? now = null)
    {
        _clock.Start = now ?? Now;
        var (calls, stored) = (Platform.Sends.Count, App.Stored(bot).Count);
        RawResponse response = null!;
        // What a host has to ask for first, such as its bot's own id, may still be on its way: until then a platform is told to come again.
        await Eventually.TrueAsync(
            async () => (response = await RawConnection.SendOnceAsync(App.Webhook, request)).Status != 503, "an answer other than 503");
        await App.UntilIdleAsync();
        var asked = App.Model.Requests.Where(asked => asked.Messages[0] is { Role: "system" } persona && persona.Text == bot);
        return new Exchange(response, [.. App.Stored(bot).Skip(stored)], [.. asked], [.. Platform.Sends.Skip(calls)]);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Platform.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract void Configure(Dictionary<string, string> settings);

    /// <summary>What has to have happened before the first test.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>One bot's settings, under their long keys.</summary>
    protected void Add(Dictionary<string, string> settings, string bot, params IEnumerable<(string Name, string Value)> values)
    {
        settings[$"Bots:{bot}:Platform"] = Dialect.Platform;
        settings[$"Bots:{bot}:Persona"] = bot;
        foreach (var (name, value) in values)
        {
            settings[$"Bots:{bot}:{name}"] = value;
        }
    }
}

/// <summary>What a request led to.</summary>
/// <param name="Stored">The messages that it added to the bot's inbox.</param>
/// <param name="Asked">All that the model was asked for this bot.</param>
/// <param name="Sends">The calls to the platform that carry a message.</param>
internal sealed record Exchange(
    RawResponse Response, IReadOnlyList<StoredMessage> Stored, IReadOnlyList<ChatRequest> Asked, IReadOnlyList<PlatformCall> Sends)
{
    /// <summary>Neither stored nor answered nor asked.</summary>
    public void AssertLedToNothing()
    {
        Assert.Empty(Stored);
        Assert.Empty(Asked);
        Assert.Empty(Sends);
    }
}
