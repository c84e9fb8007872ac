using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>How an app answers.</summary>
internal sealed class WeComAppSender : IReplySender
{
    /// <summary>WeCom says 7,200; a day is beyond every token it has given out.</summary>
    private const long MaxTokenSeconds = 86_400;

    /// <summary>获取access_token: until it has expired the platform hands out the same token again, and asking often is throttled.</summary>
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(5);

    private readonly WeComAppOptions _options;
    private readonly WeComAppApi _api;
    private readonly WeComAppCalls _calls;
    private readonly WeComAppMembers _members;
    private readonly ILogger<WeComAppSender> _logger;

    public WeComAppSender(WeComAppOptions options, WeComAppApi api, PlatformApps apps, TimeProvider time, ILogger<WeComAppSender> logger)
    {
        _options = options;
        _api = api;
        _logger = logger;
        _members = new WeComAppMembers(time);
        _calls = new WeComAppCalls(apps.For(
            new AppIdentity(options.Bot, WeComAppPlatform.PlatformName, options.BaseUrl, options.AppId, options.Secret),
            (gate, stopping) => RequestTokenAsync(api, gate, time, stopping),
            RenewAhead));
    }

    /// <summary>
    /// Room is left below <see cref="WeComAppMessage.MaxBytes"/> for what lists and tables grow by when they lose their marks.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 1_900 };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery) =>
        new WeComAppSink(_options, _api, _calls, _members, _logger, WeComAppReplyAddress.FromJson(message.ReplyAddress), delivery);

    private static async Task<AccessTokenResult> RequestTokenAsync(WeComAppApi api, ThrottleGate gate, TimeProvider time, CancellationToken stopping)
    {
        var asked = time.GetUtcNow();
        var answer = await api.RequestTokenAsync(stopping);
        switch (answer)
        {
            case { Error: null, Response: { AccessToken.Length: > 0, ExpiresIn: > 0 and <= MaxTokenSeconds } issued }:
                return new AccessTokenResult.Available(new AccessToken(issued.AccessToken, asked.AddSeconds(issued.ExpiresIn)));
            case { Error: null }:
                return new AccessTokenResult.Unavailable("the platform's answer holds no token");
            case { Error: { StopsApp: true } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
            case { Error: { IsTransient: true } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), error.Wait);
            default:
                return new AccessTokenResult.Refused(answer.Error.ToString());
        }
    }
}
