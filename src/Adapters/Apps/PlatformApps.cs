using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Http;
using BotHost.Conversation.AccessTokens;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Apps;

/// <summary>The apps of this host. Two bots that speak for the same app share its token, its patience and its limits.</summary>
internal sealed class PlatformApps(IAccessTokenStore store, TimeProvider time, Jitter jitter, ILogger<AccessTokenCache> logger) : IDisposable
{
    private readonly Dictionary<string, PlatformApp> _apps = [];
    private readonly Lock _lock = new();

    /// <param name="identity">The app.</param>
    /// <param name="request">Asks its platform for a token: one call, one answer, no exceptions. Closes the gate if it is told to wait.</param>
    /// <param name="renewAhead">How long before its end a token is renewed, where the platform has a rule of its own.</param>
    public PlatformApp For(
        AppIdentity identity, Func<ThrottleGate, CancellationToken, Task<AccessTokenResult>> request, TimeSpan? renewAhead = null)
    {
        lock (_lock)
        {
            if (!_apps.TryGetValue(identity.Key, out var app))
            {
                var gate = new ThrottleGate(time, jitter);
                var tokens = new AccessTokenCache(identity, stopping => request(gate, stopping), store, time, jitter, logger, renewAhead);
                _apps[identity.Key] = app = new PlatformApp(tokens, gate, new CallRates(time));
            }

            return app;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var app in _apps.Values)
            {
                app.Tokens.Dispose();
                app.Rates.Dispose();
            }

            _apps.Clear();
        }
    }
}
