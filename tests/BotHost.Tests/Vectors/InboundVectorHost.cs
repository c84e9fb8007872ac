using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>One host with a bot for every recorded request, each with the secret of its request and its own name as persona.</summary>
public sealed class InboundVectorHost : IAsyncLifetime
{
    private const string AppKey = "dingtestappkey0001";

    /// <summary>For the test that looks at the acknowledgement alone. No test shares a robot: a message is new to a robot once.</summary>
    public const string SilentRobot = "silent-robot";

    /// <summary>Both in the group of the recorded message.</summary>
    public static IReadOnlyList<string> TwoRobots { get; } = ["one-robot", "other-robot"];

    private readonly VectorClock _clock = new();

    internal RecordedPlatform Platform { get; private set; } = null!;

    internal BotHostApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Platform = await RecordedPlatform.StartAsync();
        var settings = new Dictionary<string, string>(RecordedPlatform.Settings);
        foreach (var entry in Vector.Selected.Where(entry => entry.Json.ContainsKey("secret")))
        {
            Configure(settings, entry.Bot, entry.Secret);
        }

        var recorded = Vector.Find("valid", "private-text-chinese");
        Configure(settings, Vector.Find("duplicate_delivery", "duplicate_delivery").Bot, recorded.Secret);
        foreach (var robot in TwoRobots.Append(SilentRobot))
        {
            Configure(settings, robot, recorded.Secret);
        }

        App = await BotHostApp.StartAsync(new BotHostSetup
        {
            Settings = settings,
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
                Platform.Install(services);
            },
        });
    }

    /// <summary>Sends a request at a given moment and waits until all that it caused is over.</summary>
    internal async Task<Exchange> ExchangeAsync(RawRequest request, string bot, DateTimeOffset? now = null)
    {
        _clock.Start = now ?? Vector.Now;
        var (calls, stored) = (Platform.Sends.Count, App.Stored(bot).Count);
        var response = await RawConnection.SendOnceAsync(App.Webhook, request);
        await App.UntilIdleAsync();
        var asked = App.Model.Requests.Where(asked => asked.Messages[0] is { Role: "system" } persona && persona.Text == bot);
        return new Exchange(response, [.. App.Stored(bot).Skip(stored)], [.. asked], [.. Platform.Sends.Skip(calls)]);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Platform.DisposeAsync();
    }

    private static void Configure(Dictionary<string, string> settings, string bot, string secret)
    {
        settings[$"Bots:{bot}:Platform"] = "DingTalk";
        settings[$"Bots:{bot}:AppKey"] = AppKey;
        settings[$"Bots:{bot}:AppSecret"] = secret;
        settings[$"Bots:{bot}:RobotNames"] = "测试助手";
        settings[$"Bots:{bot}:Persona"] = bot;
    }
}

/// <summary>What a request led to.</summary>
/// <param name="Stored">The messages that it added to the bot's inbox.</param>
/// <param name="Asked">All that the model was asked for this bot.</param>
/// <param name="Sends">The calls to the platform that carry a message.</param>
internal sealed record Exchange(
    RawResponse Response, IReadOnlyList<StoredMessage> Stored, IReadOnlyList<ChatRequest> Asked, IReadOnlyList<PlatformCall> Sends);
