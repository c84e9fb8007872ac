using System.Diagnostics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.QQ;

/// <summary>Calls with the app's access token and patience. A refused token is replaced and the call repeated, once.</summary>
internal sealed class QQCalls(PlatformApp app)
{
    /// <summary>流式发送单聊消息: 50 calls a second.</summary>
    private static readonly CallLimit FrameLimit = new("stream_messages", PerSecond: 50);

    /// <summary>A longer wait of the app is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long the platform wants the app to wait; zero if not at all.</summary>
    public TimeSpan Remaining => app.Gate.Remaining;

    /// <returns>Zero if a growing message may grow now; otherwise how long not.</returns>
    public TimeSpan TryTakeFrame() => app.Rates.Of(FrameLimit).TryTake();

    /// <returns>Zero once a growing message may be begun or finished, which goes before the growth of others; otherwise how long not.</returns>
    public ValueTask<TimeSpan> PassFrameAsync(CancellationToken cancellationToken) => app.Rates.Of(FrameLimit).PassAsync(Patience, cancellationToken);

    /// <returns>Zero once a call may be made; otherwise how long none may.</returns>
    public ValueTask<TimeSpan> PassAsync(CancellationToken cancellationToken) => app.Gate.PassAsync(Patience, cancellationToken);

    public Task<QQAnswer> RunAsync(Func<string, CancellationToken, Task<QQAnswer>> call, CancellationToken cancellationToken) => app.Tokens.CallAsync(
        async token => CloseGate(await call(token, cancellationToken)),
        static answer => answer.Error?.Kind == QQErrorKind.TokenRefused,
        static result => new QQAnswer(new QQResponse(), WithoutToken(result), null),
        cancellationToken);

    /// <summary>What one caller is told to wait, all callers of the app wait.</summary>
    private QQAnswer CloseGate(QQAnswer answer)
    {
        if (answer.Error is null)
            app.Gate.Succeeded();
        return answer.Error is { Kind: QQErrorKind.Throttled } error
            ? answer with { Error = error with { Wait = app.Gate.Close(error.Wait ?? TimeSpan.Zero) } }
            : answer;
    }

    private static QQError WithoutToken(AccessTokenResult result)
    {
        return result switch
        {
            AccessTokenResult.Refused refused => new QQError(QQErrorKind.CredentialsRefused, refused.Reason),
            AccessTokenResult.Unavailable unavailable => new QQError(QQErrorKind.TokenUnavailable, unavailable.Reason) { Wait = unavailable.RetryAfter },
            _ => throw new UnreachableException(),
        };
    }
}
