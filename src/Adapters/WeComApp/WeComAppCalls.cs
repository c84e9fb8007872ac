using System.Diagnostics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.WeComApp;

/// <summary>WeCom's calls with the app's token, and with its patience: what sends and what fetches share both.</summary>
internal sealed class WeComAppCalls
{
    /// <summary>WeCom says 7,200; a day is beyond every token it has given out.</summary>
    private const long MaxTokenSeconds = 86_400;

    /// <summary>获取access_token: until it has expired the platform hands out the same token again, and asking often is throttled.</summary>
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(5);

    /// <summary>A longer wait of the app is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PlatformApp _app;

    public WeComAppCalls(WeComAppOptions options, WeComAppApi api, PlatformApps apps, TimeProvider time)
    {
        _app = apps.For(
            new AppIdentity(options.Bot, WeComAppPlatform.PlatformName, options.BaseUrl, options.AppId, options.Secret),
            (gate, stopping) => RequestTokenAsync(api, gate, time, stopping),
            RenewAhead);
    }

    /// <summary>Waits for a short while if the app has to.</summary>
    /// <returns>Zero if it may call now; otherwise how long it still has to wait.</returns>
    public ValueTask<TimeSpan> PassAsync(CancellationToken cancellationToken) => _app.Gate.PassAsync(Patience, cancellationToken);

    /// <summary>A refused token is replaced and the call repeated, once; both belong to the same attempt.</summary>
    public Task<WeComAppAnswer> WithTokenAsync(Func<string, CancellationToken, Task<WeComAppAnswer>> call, CancellationToken cancellationToken) => _app.Tokens.CallAsync(
        async token => Heed(await call(token, cancellationToken)),
        static answer => answer.Error?.Kind == WeComAppErrorKind.TokenRefused,
        static result => WeComAppAnswer.Failed(WithoutToken(result)),
        cancellationToken);

    /// <summary>What one caller is told to wait, all callers of the app wait.</summary>
    private WeComAppAnswer Heed(WeComAppAnswer answer)
    {
        if (answer.Error is null)
            _app.Gate.Succeeded();
        return answer.Error is { StopsApp: true } error
            ? answer with { Error = error with { Wait = _app.Gate.Close(error.Wait ?? TimeSpan.Zero) } }
            : answer;
    }

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

    private static WeComAppError WithoutToken(AccessTokenResult result)
    {
        return result switch
        {
            AccessTokenResult.Refused refused => new WeComAppError(WeComAppErrorKind.CredentialsRefused, refused.Reason),
            AccessTokenResult.Unavailable unavailable => new WeComAppError(WeComAppErrorKind.TokenUnavailable, unavailable.Reason) { Wait = unavailable.RetryAfter },
            _ => throw new UnreachableException(),
        };
    }
}
