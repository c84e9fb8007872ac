using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.AccessTokens;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.AccessTokens;

/// <summary>
/// The access token of one app, for all its callers: asked for once however many wait, renewed before it expires while the old one
/// is still handed out, kept over a restart.
/// </summary>
internal sealed partial class AccessTokenCache(
    AppIdentity app,
    Func<CancellationToken, Task<AccessTokenResult>> request,
    IAccessTokenStore store,
    TimeProvider time,
    Jitter jitter,
    ILogger<AccessTokenCache> logger,
    TimeSpan? renewAhead = null) : IDisposable
{
    /// <summary>DingTalk, WeCom and Feishu all advise to renew some minutes ahead; their tokens live two hours.</summary>
    private static readonly TimeSpan UsuallyAhead = TimeSpan.FromMinutes(10);

    /// <summary>After a refusal, and after a renewal that failed, the platform is left alone this long.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>A caller has other work; whoever comes later finds the request still under way, or its token.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _renewAhead = renewAhead ?? UsuallyAhead;
    private readonly AccessTokenRetry _retry = new(time, jitter);
    private readonly AccessTokenSeal _seal = new(app);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();

    private AccessToken? _current;
    private Task<AccessTokenResult>? _request;
    private AccessTokenResult? _withoutToken;      // what everybody is told until the pause is over
    private string? _refusedValue;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private bool _storeWasRead;

    /// <summary>The current token; where there is none, the one that is being fetched.</summary>
    /// <exception cref="OperationCanceledException">Only if <paramref name="cancellationToken"/> was cancelled; the request goes on for the others.</exception>
    public async ValueTask<AccessTokenResult> GetAsync(CancellationToken cancellationToken)
    {
        Task<AccessTokenResult> pending;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var paused = now < _pausedUntil;
            if (_current is { } token && token.ExpiresAt > now)
            {
                if (token.ExpiresAt - now <= _renewAhead && !paused)
                    _request ??= StartRequest();
                return new AccessTokenResult.Available(token);
            }

            if (_withoutToken is not null && paused)
                return _withoutToken;
            pending = _request ??= StartRequest();
        }

        try
        {
            return await pending.WaitAsync(LongestWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new AccessTokenResult.Unavailable($"the platform gave none within {LongestWait.TotalSeconds:0} s");
        }
    }

    /// <summary>A call with the token. One that is refused is replaced and the call repeated, once: both belong to the same attempt.</summary>
    /// <param name="call">The call; gets the token.</param>
    /// <param name="isTokenRefused">True for the answer that the token is not valid.</param>
    /// <param name="withoutToken">The answer where there is no token to call with.</param>
    /// <param name="cancellationToken">Ends the wait for a token.</param>
    public async Task<T> CallAsync<T>(Func<string, Task<T>> call, Func<T, bool> isTokenRefused, Func<AccessTokenResult, T> withoutToken, CancellationToken cancellationToken)
    {
        for (var repeated = false; ; repeated = true)
        {
            var result = await GetAsync(cancellationToken);
            if (result is not AccessTokenResult.Available { Token: var token })
                return withoutToken(result);
            var answer = await call(token.Value);
            if (!isTokenRefused(answer))
                return answer;
            Invalidate(token);
            if (repeated)
                return answer;
        }
    }

    /// <summary>
    /// The platform refused this token: the next caller fetches another. Does nothing if it is no longer the current one, so that
    /// a hundred callers with the same refused token cause one request.
    /// </summary>
    public void Invalidate(AccessToken token)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_current, token))
                return;
            _current = null;
            _refusedValue = token.Value;
        }

        Log.Invalidated(logger, app.Platform, app.AppId);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>On the pool, because it must neither run inside the lock nor end with the caller who happened to be first.</summary>
    private Task<AccessTokenResult> StartRequest()
    {
        var stopping = _stopping.Token;
        return Task.Run(() => RequestAsync(stopping), CancellationToken.None);
    }

    private async Task<AccessTokenResult> RequestAsync(CancellationToken stopping)
    {
        if (await FromStoreAsync(stopping) is { } kept)
            return Settle(kept);
        var result = Settle(await FetchAsync(stopping));
        if (result is AccessTokenResult.Available fetched)
            await KeepAsync(fetched.Token, stopping);
        return result;
    }

    private async Task<AccessTokenResult> FetchAsync(CancellationToken stopping)
    {
        try
        {
            return await _retry.RunAsync(request, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new AccessTokenResult.Unavailable("the host is stopping");
        }
    }

    private AccessTokenResult Settle(AccessTokenResult result)
    {
        lock (_lock)
        {
            _request = null;
            var isHandedOutAgain = result is AccessTokenResult.Available same && same.Token.Value == _refusedValue;
            if (isHandedOutAgain)
            {
                // It may have been refused by mistake: after the pause it gets one more chance, for which those who need it wait.
                _refusedValue = null;
                result = new AccessTokenResult.Unavailable(
                    "the platform refuses the token and hands out the same one again: check that the app is published and allowed to call this interface", Pause);
            }

            switch (result)
            {
                case AccessTokenResult.Available fetched:
                    // A platform that hands out the old token again, no longer good than before, would be asked with every call.
                    if (fetched.Token.Value == _current?.Value && fetched.Token.ExpiresAt - time.GetUtcNow() <= _renewAhead)
                        _pausedUntil = time.GetUtcNow() + Pause;
                    _current = fetched.Token;
                    _withoutToken = null;
                    _refusedValue = null;
                    Log.Fetched(logger, app.Platform, app.AppId, fetched.Token.ExpiresAt);
                    break;
                case AccessTokenResult.Refused refused:
                    _withoutToken = refused;
                    _pausedUntil = time.GetUtcNow() + Pause;
                    Log.Refused(logger, app.Platform, app.AppId, refused.Reason);
                    break;
                case AccessTokenResult.Unavailable failed:
                    _withoutToken = isHandedOutAgain ? failed : null;
                    _pausedUntil = time.GetUtcNow() + Pause;
                    Log.Unavailable(logger, app.Platform, app.AppId, failed.Reason);
                    break;
            }
        }

        return result;
    }

    /// <summary>Read once, so that a restart needs no new token.</summary>
    private async Task<AccessTokenResult?> FromStoreAsync(CancellationToken stopping)
    {
        if (_storeWasRead)
            return null;
        _storeWasRead = true;
        try
        {
            return await store.FindAsync(app.Key, stopping) is { } kept && kept.ExpiresAt > time.GetUtcNow() && _seal.Open(kept) is { } token
                ? new AccessTokenResult.Available(token)
                : null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            Log.StoreFailed(logger, exception, app.Platform, app.AppId);
            return null;
        }
    }

    private async Task KeepAsync(AccessToken token, CancellationToken stopping)
    {
        try
        {
            await store.SaveAsync(app.Key, _seal.Close(token), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start asks for a new one.
        }
        catch (Exception exception)
        {
            Log.StoreFailed(logger, exception, app.Platform, app.AppId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 201, Level = LogLevel.Information, Message = "Access token of {Platform} app {AppId} is good until {ExpiresAt}.")]
        public static partial void Fetched(ILogger logger, string platform, string appId, DateTimeOffset expiresAt);

        [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "{Platform} refused the access token of app {AppId}; it is fetched anew.")]
        public static partial void Invalidated(ILogger logger, string platform, string appId);

        [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "No access token for {Platform} app {AppId}: {Reason}.")]
        public static partial void Refused(ILogger logger, string platform, string appId, string reason);

        [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "No access token for {Platform} app {AppId} for now: {Reason}.")]
        public static partial void Unavailable(ILogger logger, string platform, string appId, string reason);

        [LoggerMessage(EventId = 205, Level = LogLevel.Warning, Message = "The access token of {Platform} app {AppId} could not be kept in the database; it is used all the same.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string platform, string appId);
    }
}
