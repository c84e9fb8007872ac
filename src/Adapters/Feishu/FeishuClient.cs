using System.Diagnostics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Feishu;

/// <summary>Feishu's calls with the app's token, which its bots share, and with its patience.</summary>
internal sealed class FeishuClient(FeishuOptions options, FeishuApi api, PlatformApps apps, TimeProvider time)
{
    /// <summary>自建应用获取 tenant_access_token: two hours; a day is beyond every token it has given out.</summary>
    private const long MaxTokenSeconds = 86_400;

    private readonly PlatformApp _app = apps.For(
        new AppIdentity(options.Bot, FeishuPlatform.PlatformName, options.BaseUrl, options.AppId, options.AppSecret),
        (gate, stopping) => RequestTokenAsync(api, gate, time, stopping));

    public ThrottleGate Gate => _app.Gate;

    /// <summary>The pace of the app's calls, for all its bots.</summary>
    public CallRates Rates => _app.Rates;

    /// <summary>One call. A refused token is replaced and the call repeated, once; both belong to the same attempt.</summary>
    public Task<FeishuAnswer> CallAsync(Func<FeishuApi, string, Task<FeishuAnswer>> call, CancellationToken cancellationToken) => _app.Tokens.CallAsync(
        async token => CloseGate(await call(api, token)),
        static answer => answer.Error?.Kind == FeishuErrorKind.TokenRefused,
        static result => FeishuAnswer.Failed(WithoutToken(result)),
        cancellationToken);

    /// <summary>What one caller is told to wait, all callers of the app wait.</summary>
    private FeishuAnswer CloseGate(FeishuAnswer answer)
    {
        return answer.Error is { Kind: FeishuErrorKind.Throttled } error
            ? answer with { Error = error with { Wait = Gate.Close(error.Wait ?? TimeSpan.Zero) } }
            : answer;
    }

    private static FeishuError WithoutToken(AccessTokenResult result)
    {
        return result switch
        {
            AccessTokenResult.Refused refused => new FeishuError(FeishuErrorKind.CredentialsRefused, refused.Reason),
            AccessTokenResult.Unavailable unavailable => new FeishuError(FeishuErrorKind.TokenUnavailable, unavailable.Reason) { Wait = unavailable.RetryAfter },
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<AccessTokenResult> RequestTokenAsync(FeishuApi api, ThrottleGate gate, TimeProvider time, CancellationToken stopping)
    {
        var asked = time.GetUtcNow();
        var answer = await api.RequestTokenAsync(stopping);
        switch (answer)
        {
            case { Error: null, Response: { TenantAccessToken.Length: > 0, Expire: > 0 and <= MaxTokenSeconds } issued }:
                return new AccessTokenResult.Available(new AccessToken(issued.TenantAccessToken, asked.AddSeconds(issued.Expire)));
            case { Error: null }:
                return new AccessTokenResult.Unavailable("the platform's answer holds no token");
            case { Error: { Kind: FeishuErrorKind.Throttled } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
            case { Error: { IsTransient: true } error }:
                return new AccessTokenResult.Unavailable(error.ToString(), error.Wait);
            default:
                return new AccessTokenResult.Refused(answer.Error.ToString());
        }
    }
}
