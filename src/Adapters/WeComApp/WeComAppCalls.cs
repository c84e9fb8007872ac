using System.Diagnostics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;

namespace BotHost.Adapters.WeComApp;

/// <summary>WeCom's calls with the app's token, and with its patience.</summary>
internal sealed class WeComAppCalls(PlatformApp app)
{
    /// <summary>A longer wait of the app is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a short while if the app has to.</summary>
    /// <returns>Zero if it may call now; otherwise how long it still has to wait.</returns>
    public ValueTask<TimeSpan> PassAsync(CancellationToken cancellationToken) => app.Gate.PassAsync(Patience, cancellationToken);

    /// <summary>A refused token is replaced and the call repeated, once; both belong to the same attempt.</summary>
    public async Task<WeComAppAnswer> WithTokenAsync(Func<string, CancellationToken, Task<WeComAppAnswer>> call, CancellationToken cancellationToken)
    {
        for (var repeated = false; ; repeated = true)
        {
            var result = await app.Tokens.GetAsync(cancellationToken);
            if (result is not AccessTokenResult.Available { Token: var token })
                return WeComAppAnswer.Failed(WithoutToken(result));
            var answer = Heed(await call(token.Value, cancellationToken));
            if (answer.Error?.Kind != WeComAppErrorKind.TokenRefused)
                return answer;
            app.Tokens.Invalidate(token);
            if (repeated)
                return answer;
        }
    }

    /// <summary>What one caller is told to wait, all callers of the app wait.</summary>
    private WeComAppAnswer Heed(WeComAppAnswer answer)
    {
        if (answer.Error is null)
            app.Gate.Succeeded();
        return answer.Error is { StopsApp: true } error
            ? answer with { Error = error with { Wait = app.Gate.Close(error.Wait ?? TimeSpan.Zero) } }
            : answer;
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
