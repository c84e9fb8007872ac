using BotHost.Adapters.Http;
using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>A bot with a scripted QQ client behind it.</summary>
internal sealed class OneBotBot : IDisposable
{
    private readonly OneBotOptions _options;

    public OneBotBot(OneBotOptions? options = null)
    {
        _options = options ?? Webhooks.Options;
        Api = new OneBotApi(_options, Http, Time);
        Sender = new OneBotSender(_options, Api, Sent, Pictures, new ThrottleGate(Time, new Jitter(new Random(1))), Log);
    }

    public ManualTimeProvider Time { get; } = Webhooks.VectorTime();

    public StubHttp Http { get; } = new();

    public OneBotSentMessages Sent { get; } = new();

    public KeptPictures Pictures { get; } = new();

    public RecordedLog<OneBotSender> Log { get; } = new();

    public OneBotApi Api { get; }

    public OneBotSender Sender { get; }

    /// <summary>What was called, in order.</summary>
    public string Calls => string.Join(" ", Http.Requests.Select(request => new Uri(request.Url).Segments[^1]));

    public OneBotWebhook Receiver => new(_options, Sent, Time);

    public IncomingMessage Asked(ChatKind kind = ChatKind.Private) => Receiver.Receive(Webhooks.Signed(Webhooks.Body(kind))).Accepted();

    public Task<SendResult> SendAsync(string text, ChatKind kind = ChatKind.Private, int index = 0) => SendAsync(Asked(kind), text, index);

    public Task<SendResult> SendAsync(IncomingMessage message, string text, int index = 0, IDeliveryState? delivery = null)
    {
        return Sender.Open(message, delivery ?? new MemoryDeliveryState()).SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);
    }

    public Task<SendResult> SendPictureAsync(IncomingMessage message, int index = 0, IDeliveryState? delivery = null, string alt = "", long id = 1)
    {
        return Sender.Open(message, delivery ?? new MemoryDeliveryState()).SendAsync(new ReplyPart(index, new PicturePart(id, alt)), CancellationToken.None);
    }

    public void Dispose()
    {
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
    }
}
