using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.DingTalk;

/// <summary>Where the access tokens of a bot's app come from.</summary>
internal static class DingTalkTokens
{
    /// <summary>DingTalk says 7,200; a day is beyond every token it has given out.</summary>
    private const long MaxSeconds = 86_400;

    /// <summary>Calls with the token that the OpenAPI gives out.</summary>
    public static DingTalkCalls Calls(DingTalkOptions options, DingTalkApi api, PlatformApps apps, TimeProvider time) => new(apps.For(
        new AppIdentity(options.Bot, DingTalkPlatform.PlatformName, options.BaseUrl, options.AppKey, options.AppSecret),
        (gate, stopping) => RequestAsync(api.RequestTokenAsync, gate, time, stopping)));

    /// <summary>Calls with the token that the old API gives out: a token of its own, so that neither is taken for the other.</summary>
    public static DingTalkCalls OldCalls(DingTalkOptions options, DingTalkApi api, PlatformApps apps, TimeProvider time) => new(apps.For(
        new AppIdentity(options.Bot, $"{DingTalkPlatform.PlatformName}, the old API", options.LegacyBaseUrl, options.AppKey, options.AppSecret),
        (gate, stopping) => RequestAsync(api.RequestOldTokenAsync, gate, time, stopping)));

    private static async Task<AccessTokenResult> RequestAsync(
        Func<CancellationToken, Task<DingTalkAnswer>> request, ThrottleGate gate, TimeProvider time, CancellationToken stopping)
    {
        var asked = time.GetUtcNow();
        var answer = await request(stopping);
        switch (answer)
        {
            case { Error: null, Token: { Value.Length: > 0, Seconds: > 0 and <= MaxSeconds } issued }:
                return new AccessTokenResult.Available(new AccessToken(issued.Value, asked.AddSeconds(issued.Seconds)));
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
