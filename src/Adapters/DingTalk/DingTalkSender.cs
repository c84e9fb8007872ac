using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>How a DingTalk bot answers.</summary>
internal sealed class DingTalkSender : IReplySender
{
    /// <summary>DingTalk says 7,200; a day is beyond every token it has given out.</summary>
    private const long MaxTokenSeconds = 86_400;

    private readonly DingTalkOptions _options;
    private readonly DingTalkApi _api;
    private readonly DingTalkCalls _calls;
    private readonly DingTalkCards _cards;
    private readonly TimeProvider _time;
    private readonly ILogger<DingTalkSender> _logger;

    public DingTalkSender(DingTalkOptions options, DingTalkApi api, PlatformApps apps, TimeProvider time, ILogger<DingTalkSender> logger)
    {
        _options = options;
        _api = api;
        _time = time;
        _logger = logger;
        _calls = new DingTalkCalls(apps.For(
            new AppIdentity(options.Bot, DingTalkPlatform.PlatformName, options.BaseUrl, options.AppKey, options.AppSecret),
            (gate, stopping) => RequestTokenAsync(api, gate, time, stopping)));
        _cards = new DingTalkCards(options, _calls.Rates, time, logger);
    }

    /// <summary>
    /// Clients stop rendering markdown at about 3,500 characters (field reports), and msgParam may have 15,000 bytes
    /// (机器人发送群聊消息): 3,000 characters stay below both, whatever JSON makes of them and with a title and a mention.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 9_000, MaxPartCharacters = 3_000 };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery)
    {
        var address = DingTalkReplyAddress.FromJson(message.ReplyAddress);
        return new DingTalkSink(_options, _api, _calls, _time, _logger, address)
        {
            Card = address is null || !MayHaveCard(delivery) ? null : OpenCard(message, address, delivery),
            Emotion = address is null || _options.Reaction == DingTalkReaction.Off
                ? null
                : new DingTalkEmotion(_options.Bot, message.DedupKey, address.Conversation, _api, _calls, _time, _logger),
        };
    }

    /// <summary>A card that was begun is finished also where the template has been taken out of the settings since.</summary>
    private bool MayHaveCard(IDeliveryState delivery) => _options.CardTemplateId.Length > 0 || delivery.Value is not null;

    private DingTalkCard OpenCard(IncomingMessage message, DingTalkReplyAddress address, IDeliveryState delivery)
    {
        var outTrackId = StableGuid.Of("card", _options.RobotCode, _options.Bot, message.DedupKey).ToString();
        return new DingTalkCard(_options.Bot, outTrackId, DingTalkCardSpace.Of(address, message.Sender), _api, _calls, _cards, delivery, _logger);
    }

    private static async Task<AccessTokenResult> RequestTokenAsync(DingTalkApi api, ThrottleGate gate, TimeProvider time, CancellationToken stopping)
    {
        var asked = time.GetUtcNow();
        var answer = await api.RequestTokenAsync(stopping);
        switch (answer)
        {
            case { Error: null, Response: { AccessToken.Length: > 0, ExpireIn: > 0 and <= MaxTokenSeconds } issued }:
                return new AccessTokenResult.Available(new AccessToken(issued.AccessToken, asked.AddSeconds(issued.ExpireIn)));
            case { Error: null }:
                return new AccessTokenResult.Unavailable("the platform's answer holds no token");
            case { Error: { Kind: DingTalkErrorKind.Throttled or DingTalkErrorKind.AddressBlocked } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
            case { Error: { IsTransient: true } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), error.Wait);
            default:
                return new AccessTokenResult.Refused(answer.Error.ToString());
        }
    }
}
