using System.Text.Json.Nodes;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Adapters.QQ;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>A bot with a scripted platform behind it.</summary>
internal sealed class QQBot : IDisposable
{
    private readonly PlatformApps _apps;
    private readonly QQOptions _options;

    /// <param name="showTyping">A setting.</param>
    /// <param name="platform">Who answers in place of the script.</param>
    public QQBot(bool showTyping = false, IHttpClientFactory? platform = null)
    {
        _options = Webhooks.Options with { ShowTyping = showTyping };
        Api = new QQApi(_options, platform ?? Http, Time);
        _apps = new PlatformApps(new MemoryTokenStore(), Time, new Jitter(new Random(1)), new RecordedLog<AccessTokenCache>());
        Sender = new QQSender(_options, Api, _apps, Pictures, Time, Log);
    }

    public ManualTimeProvider Time { get; } = new();

    public StubHttp Http { get; } = new();

    public RecordedLog<QQSender> Log { get; } = new();

    public KeptPictures Pictures { get; } = new();

    public QQApi Api { get; }

    public QQSender Sender { get; }

    /// <summary>What is stored with the message that is answered.</summary>
    public MemoryDeliveryState State { get; set; } = new();

    /// <summary>What people and the platform got, in order: the last word of each address.</summary>
    public string Calls => string.Join(" ", Http.Requests.Select(request => new Uri(request.Url).Segments[^1]));

    /// <summary>The bodies of all calls but those for tokens.</summary>
    public IReadOnlyList<JsonNode> Sent =>
        [.. Http.Requests.Where(request => !request.Url.EndsWith("getAppAccessToken", StringComparison.Ordinal)).Select(request => JsonNode.Parse(request.Body)!)];

    public QQBot Token(string token = "tok-0001")
    {
        Http.Answers(200, $$"""{"access_token":"{{token}}","expires_in":"7200"}""");
        return this;
    }

    public QQBot Takes(string id = "ROBOT1.0_sent.1")
    {
        Http.Answers(200, $$$"""{"id":"{{{id}}}","timestamp":"2026-09-21T22:13:25+08:00","ext_info":{"ref_idx":"REFIDX_sent1=="}}""");
        return this;
    }

    public QQBot Uploads(string fileInfo = "FILE_INFO")
    {
        Http.Answers(200, $$"""{"file_uuid":"u-1","file_info":"{{fileInfo}}","ttl":3600}""");
        return this;
    }

    public QQBot Refuses(string code, int status = 400)
    {
        Http.Answers(status, $$"""{"message":"secret words","code":{{code}},"err_code":{{code}},"trace_id":"t-1"}""");
        return this;
    }

    /// <summary>A question that arrived now.</summary>
    public IncomingMessage Question(string name = "C2C text, Chinese and emoji")
    {
        using var receiver = Webhooks.Receiver(_options, Time);
        return receiver.Receive(Webhooks.Signed(Webhooks.Body(name).ToJsonString(), time: Time)).Accepted();
    }

    public IncomingMessage GroupQuestion() => Question("group @-message, blanks around the content");

    /// <summary>As after a restart: a new sink over what is stored.</summary>
    public IReplySink Open(IncomingMessage message) => Sender.Open(message, State);

    public Task<SendResult> SendAsync(string text, int index = 0) => SendAsync(Question(), text, index);

    public Task<SendResult> SendAsync(IncomingMessage message, string text, int index = 0) =>
        Open(message).SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);

    public Task<SendResult> SendPictureAsync(IncomingMessage message, int index = 0, string alt = "", long id = 1) =>
        Open(message).SendAsync(new ReplyPart(index, new PicturePart(id, alt)), CancellationToken.None);

    public void Dispose()
    {
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
        _apps.Dispose();
    }
}
