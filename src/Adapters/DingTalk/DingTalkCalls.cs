using System.Diagnostics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.DingTalk;

/// <summary>Calls in the name of one app: with its token, and with its patience. One attempt each.</summary>
internal sealed class DingTalkCalls(PlatformApp app)
{
    /// <summary>A longer wait of the app is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How many calls for growing cards the app may make, for all its bots.</summary>
    public CallRates Rates => app.Rates;

    /// <summary>How long the platform wants this app to wait; zero if it may call.</summary>
    public TimeSpan Wait => app.Gate.Remaining;

    /// <summary>Waits for a short while if the app has to.</summary>
    /// <returns>Zero if it may call now; otherwise how long it still has to wait.</returns>
    public ValueTask<TimeSpan> PassAsync(CancellationToken cancellationToken) => app.Gate.PassAsync(Patience, cancellationToken);

    /// <summary>A refused token is replaced and the call repeated, once; both belong to the same attempt.</summary>
    public Task<DingTalkAnswer> WithTokenAsync(Func<string, CancellationToken, Task<DingTalkAnswer>> call, CancellationToken cancellationToken) => app.Tokens.CallAsync(
        async token => Heed(await call(token, cancellationToken)),
        static answer => answer.Error?.Kind == DingTalkErrorKind.TokenRefused,
        static result => DingTalkAnswer.Failed(WithoutToken(result)),
        cancellationToken);

    /// <summary>The same without the repetition, for a call whose refusal of the token says nothing about the token.</summary>
    public async Task<DingTalkAnswer> WithTokenOnceAsync(Func<string, CancellationToken, Task<DingTalkAnswer>> call, CancellationToken cancellationToken)
    {
        return await app.Tokens.GetAsync(cancellationToken) is var result && result is AccessTokenResult.Available { Token: var token }
            ? Heed(await call(token.Value, cancellationToken))
            : DingTalkAnswer.Failed(WithoutToken(result));
    }

    /// <summary>What one caller is told to wait, all callers of the app wait.</summary>
    public DingTalkAnswer Heed(DingTalkAnswer answer)
    {
        if (answer.Error is null)
            app.Gate.Succeeded();
        return answer.Error is { Kind: DingTalkErrorKind.Throttled or DingTalkErrorKind.AddressBlocked } error
            ? answer with { Error = error with { Wait = app.Gate.Close(error.Wait ?? TimeSpan.Zero) } }
            : answer;
    }

    private static DingTalkError WithoutToken(AccessTokenResult result)
    {
        return result switch
        {
            AccessTokenResult.Refused refused => new DingTalkError(DingTalkErrorKind.CredentialsRefused, refused.Reason),
            AccessTokenResult.Unavailable unavailable => new DingTalkError(DingTalkErrorKind.TokenUnavailable, unavailable.Reason) { Wait = unavailable.RetryAfter },
            _ => throw new UnreachableException(),
        };
    }
}
