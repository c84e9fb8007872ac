using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.DingTalk;
using BotHost.Adapters.Http;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>A bot with a scripted platform behind it.</summary>
internal sealed class DingTalkBot : IDisposable
{
    private readonly PlatformApps _apps;
    private readonly DingTalkOptions _options;

    public DingTalkBot(DingTalkReplyVia replyVia = DingTalkReplyVia.Auto, Func<DingTalkOptions, DingTalkOptions>? with = null)
    {
        var options = Webhooks.Options with { ReplyVia = replyVia };
        _options = with?.Invoke(options) ?? options;
        Api = new DingTalkApi(_options, Http, Time);
        _apps = new PlatformApps(new MemoryTokenStore(), Time, new Jitter(new Random(1)), new RecordedLog<AccessTokenCache>());
        Sender = SenderOf(_options);
        Attachments = new DingTalkAttachments(_options, Api, DingTalkTokens.Calls(_options, Api, _apps, Time), new FileDownloads(new PublicFiles(Http, Time), Time), Http);
    }

    public ManualTimeProvider Time { get; } = new();

    public StubHttp Http { get; } = new();

    public RecordedLog<DingTalkSender> Log { get; } = new();

    public DingTalkApi Api { get; }

    public DingTalkSender Sender { get; }

    public DingTalkAttachments Attachments { get; }

    public KeptPictures Media { get; } = new();

    /// <summary>What people and the platform got, in order: the last word of each address.</summary>
    public string Calls => string.Join(" ", Http.Requests.Select(request => new Uri(request.Url).Segments[^1]));

    public DingTalkBot Token(string token = "tok-0001")
    {
        Http.Answers(200, $$"""{"accessToken":"{{token}}","expireIn":7200}""");
        return this;
    }

    /// <summary>A question as it was received.</summary>
    public IncomingMessage Question(ChatKind kind = ChatKind.Private, bool staff = true, bool webhook = true, string? id = null)
    {
        var body = Webhooks.Body(kind);
        if (!staff)
            body.Remove("senderStaffId");
        if (!webhook)
            body.Remove("sessionWebhook");
        if (id is not null)
            body["msgId"] = id;
        return Webhooks.Receiver(_options, Time).Receive(Webhooks.Signed(Webhooks.Raw(body), time: Time)).Accepted();
    }

    public IReplySink Open(IncomingMessage question, IDeliveryState? delivery = null) => Sender.Open(question, delivery ?? new MemoryDeliveryState());

    public Task<SendResult> SendAsync(string text, ChatKind kind = ChatKind.Private, bool staff = true, bool webhook = true, int index = 0)
    {
        return SendAsync(Question(kind, staff, webhook), text, index);
    }

    public Task<SendResult> SendAsync(IncomingMessage message, string text, int index = 0)
    {
        return Open(message).SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);
    }

    public static Task<SendResult> SendAsync(IReplySink sink, string text, int index = 0) => sink.SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);

    /// <summary>How another bot of the same app answers.</summary>
    public DingTalkSender Beside(string bot) => SenderOf(_options with { Bot = bot });

    /// <summary>Sends a picture that is kept.</summary>
    public Task<SendResult> SendPictureAsync(string alt = "", ChatKind kind = ChatKind.Private, int index = 0, string mediaType = "image/png", int bytes = 7)
    {
        Media[2] = new StoredMedia(mediaType, new byte[bytes]);
        return SendAsync(new PicturePart(2, alt), kind, index);
    }

    public Task<SendResult> SendAsync(PicturePart picture, ChatKind kind = ChatKind.Private, int index = 0) =>
        Open(Question(kind)).SendAsync(new ReplyPart(index, picture), CancellationToken.None);

    private DingTalkSender SenderOf(DingTalkOptions options)
    {
        var calls = DingTalkTokens.Calls(options, Api, _apps, Time);
        var pictures = new DingTalkPictures(options.Bot, Api, calls, DingTalkTokens.OldCalls(options, Api, _apps, Time), Media, Log);
        return new DingTalkSender(options, Api, calls, pictures, Time, Log);
    }

    public void Dispose()
    {
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
        _apps.Dispose();
    }
}
