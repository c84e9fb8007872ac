using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>How a QQ bot answers.</summary>
internal sealed class QQSender : IReplySender
{
    /// <summary>
    /// No page gives a limit; others in the field send 4,000 to 5,000 characters. Four messages of this size, which is all that a private
    /// question may be answered with, hold the longest answer of a model's usual limit; one that is too long after all is halved.
    /// </summary>
    public const int MaxPartCharacters = 4_000;

    public const int MaxPartBytes = 3 * MaxPartCharacters;

    /// <summary>
    /// 获取访问凭证: until its last minute a token's renewal brings the same token again, and then the old one stays good to its end.
    /// </summary>
    private static readonly TimeSpan RenewAhead = TimeSpan.FromSeconds(55);

    /// <summary>QQ says 7,200; a day is beyond every token it has given out.</summary>
    private const long MaxTokenSeconds = 86_400;

    private readonly QQOptions _options;
    private readonly QQApi _api;
    private readonly QQCalls _calls;
    private readonly QQMarkdownMemory _markdown;
    private readonly IMediaStore _media;
    private readonly TimeProvider _time;
    private readonly ILogger<QQSender> _logger;

    public QQSender(QQOptions options, QQApi api, PlatformApps apps, IMediaStore media, TimeProvider time, ILogger<QQSender> logger)
    {
        _options = options;
        _api = api;
        _media = media;
        _time = time;
        _logger = logger;
        _markdown = new QQMarkdownMemory(time);
        _calls = new QQCalls(apps.For(
            new AppIdentity(options.Bot, QQPlatform.PlatformName, options.BaseUrl, options.AppId, options.AppSecret),
            (gate, stopping) => RequestTokenAsync(api, gate, time, stopping),
            RenewAhead));
    }

    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = MaxPartBytes, MaxPartCharacters = MaxPartCharacters };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery)
    {
        if (QQReplyAddress.FromJson(message.ReplyAddress) is not { } address)
            return new QQLostSink();
        var stored = new QQDelivery(delivery);
        var reply = new QQReply(address, _api, _calls, stored, _time);
        var post = new QQPost(_options, address, stored, reply, _markdown, _logger);
        return new QQSink(
            _options,
            address,
            _api,
            _calls,
            new QQStream(_options, address, _api, _calls, stored, _markdown, _time, _logger),
            post,
            new QQPictures(_options, address, _api, _calls, stored, reply, post, _media, _logger),
            _logger);
    }

    private static async Task<AccessTokenResult> RequestTokenAsync(QQApi api, ThrottleGate gate, TimeProvider time, CancellationToken stopping)
    {
        var asked = time.GetUtcNow();
        var answer = await api.RequestTokenAsync(stopping);
        switch (answer)
        {
            case { Error: null, Response: { AccessToken.Length: > 0, ExpiresIn: > 0 and <= MaxTokenSeconds } issued }:
                return new AccessTokenResult.Available(new AccessToken(issued.AccessToken, asked.AddSeconds(issued.ExpiresIn)));
            case { Error: null }:
                return new AccessTokenResult.Unavailable("the platform's answer holds no token");
            case { Error: { Kind: QQErrorKind.Throttled } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
            case { Error: { IsTransient: true } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), error.Wait);
            default:
                return new AccessTokenResult.Refused(answer.Error.ToString());
        }
    }
}
