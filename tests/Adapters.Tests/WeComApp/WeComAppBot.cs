using System.Diagnostics.Metrics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeComApp;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters.Tests.WeComApp;

/// <summary>An app with a scripted platform behind it.</summary>
internal sealed class WeComAppBot : IDisposable
{
    public const string Good = """{"errcode":0,"errmsg":"ok","msgid":"MSGID_1"}""";

    private readonly PlatformApps _apps;
    private readonly WeComAppOptions _options;
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _heldBack = new();

    public WeComAppBot(Func<WeComAppOptions, WeComAppOptions>? with = null)
    {
        _options = with?.Invoke(WeComAppWebhooks.Options) ?? WeComAppWebhooks.Options;
        Api = new WeComAppApi(_options, Http, Time);
        _apps = new PlatformApps(new MemoryTokenStore(), Time, new Jitter(new Random(1)), new RecordedLog<AccessTokenCache>());
        _heldBack.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "bothost.sends.held_back" && ReferenceEquals(instrument.Meter.Scope, _meters.GetRequiredService<IMeterFactory>()))
                listener.EnableMeasurementEvents(instrument);
        };
        _heldBack.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            Assert.Equal(1, count);
            HeldBack.Add((string)Assert.Single(tags.ToArray(), tag => tag.Key == "bot").Value!);
        });
        _heldBack.Start();
        Sender = NewSender(_options, Api);
    }

    public ManualTimeProvider Time { get; } = new();

    public StubHttp Http { get; } = new();

    public RecordedLog<WeComAppSender> Log { get; } = new();

    public RecordedLog<WeComAppAttachments> FetchLog { get; } = new();

    public WeComMedia Media { get; } = new();

    /// <summary>The bots whose sends were counted as held back, each as often as it was.</summary>
    public List<string> HeldBack { get; } = [];

    public WeComAppApi Api { get; }

    public WeComAppSender Sender { get; }

    /// <summary>What the platform got, in order: the last word of each address.</summary>
    public string Calls => string.Join(" ", Http.Requests.Select(request => new Uri(request.Url).Segments[^1]));

    public WeComAppBot Token(string token = "AT_1")
    {
        Http.Answers(200, $$"""{"errcode":0,"errmsg":"ok","access_token":"{{token}}","expires_in":7200}""");
        return this;
    }

    public WeComAppBot Says(string body, int status = 200)
    {
        Http.Answers(status, body);
        return this;
    }

    public IReplySink Open(string user = "zhangsan", IDeliveryState? delivery = null)
    {
        var question = WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With(("FromUserName", user))).Accepted();
        return Sender.Open(question, delivery ?? new MemoryDeliveryState());
    }

    public Task<SendResult> SendAsync(string text, string user = "zhangsan", int index = 0, IDeliveryState? delivery = null) =>
        SendAsync(Open(user, delivery), text, index);

    public static Task<SendResult> SendAsync(IReplySink sink, string text, int index = 0) => sink.SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);

    /// <summary>Another app of the same company, as this host knows it.</summary>
    public WeComAppSender Beside(long agentId, string secret) =>
        NewSender(_options with { Bot = $"app-{agentId}", AgentId = agentId, Secret = secret }, new WeComAppApi(_options with { AgentId = agentId, Secret = secret }, Http, Time));

    public Task<FetchResult> FetchAsync(AttachmentPart attachment, int maxBytes = 1_000_000)
    {
        var question = WeComAppWebhooks.Receive(WeComAppWebhooks.Text()).Accepted();
        return new WeComAppAttachments(_options.Bot, Api, NewCalls(_options, Api), FetchLog).FetchAsync(question, attachment, maxBytes, CancellationToken.None);
    }

    private WeComAppCalls NewCalls(WeComAppOptions options, WeComAppApi api) => new(options, api, _apps, Time);

    private WeComAppSender NewSender(WeComAppOptions options, WeComAppApi api) =>
        new(options, api, NewCalls(options, api), Media, new PlatformMetrics(_meters.GetRequiredService<IMeterFactory>()), Time, Log);

    public void Dispose()
    {
        _heldBack.Dispose();
        _meters.Dispose();
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
        _apps.Dispose();
    }
}
