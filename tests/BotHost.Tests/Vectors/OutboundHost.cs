using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>A real host with one bot more, which is asked at the moment of the recorded requests and whose calls are compared with the recorded ones.</summary>
internal sealed class OutboundHost : IAsyncDisposable
{
    private readonly VectorClock _clock;

    private OutboundHost(RecordedPlatform platform, VectorClock clock)
    {
        Platform = platform;
        _clock = clock;
    }

    public RecordedPlatform Platform { get; }

    public BotHostApp App { get; private set; } = null!;

    /// <param name="dialect">The bot's platform.</param>
    /// <param name="now">The moment of the recorded requests.</param>
    /// <param name="model">What is answered.</param>
    /// <param name="settings">Under their long keys.</param>
    /// <param name="pictures">Where the pictures of answers are; null: where the host keeps them.</param>
    public static async Task<OutboundHost> StartAsync(
        RecordedDialect dialect, DateTimeOffset now, FakeOpenAiOptions model, IReadOnlyDictionary<string, string> settings, IMediaStore? pictures = null)
    {
        var host = new OutboundHost(await RecordedPlatform.StartAsync(dialect), new VectorClock(now) { Runs = true });
        host.App = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = model,
            Settings = settings,
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(host._clock));
                if (pictures is not null)
                    services.AddSingleton(pictures);
                host.Platform.Install(services);
            },
        });
        return host;
    }

    /// <summary>Asks and waits for the end of all that came of it.</summary>
    public async Task<StoredMessage> AskAsync(RawRequest question, int status = 200)
    {
        await PostAsync(question, status);
        await App.UntilIdleAsync();
        return Assert.Single(App.Stored());
    }

    /// <summary>Has the host's own sender send the recorded picture as a part of the answer to a question that was asked.</summary>
    public Task<SendResult> SendPictureAsync(StoredMessage question, int part) =>
        App.Services.GetRequiredKeyedService<IReplySender>(question.Bot).Open(question.Message, RecordedPicture.Delivery())
            .SendAsync(new ReplyPart(part, RecordedPicture.Part), TestContext.Current.CancellationToken);

    public async Task PostAsync(RawRequest question, int status)
    {
        var response = await RawConnection.SendOnceAsync(App.Webhook, question);
        Assert.Equal(status, response.Status);
    }

    /// <summary>Waits until a first try has failed and the next one is due later.</summary>
    public Task UntilDeferredAsync() => Eventually.TrueAsync(
        () => Platform.Sends.Count > 0 && App.Open == 1 && App.Services.GetRequiredService<TurnWorker>().Running == 0, "a send that is put off");

    /// <summary>The host is stopped and starts again so much later.</summary>
    public async Task RestartLaterAsync(TimeSpan later)
    {
        _clock.Start += later;
        await App.RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
