using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters.Http;

/// <summary>How this process talks to chat platforms: one pool of connections per platform, shared by all its bots.</summary>
internal static class PlatformHttp
{
    /// <summary>A platform's call takes tens of milliseconds; ten seconds is beyond every answer worth waiting for.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Twenty megabytes at a slow office's speed; whoever waits for an answer about a file waits no longer than that.</summary>
    public static readonly TimeSpan TransferTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The answers we read are a few hundred bytes; an error page may be larger.</summary>
    public const int MaxAnswerBytes = 65_536;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Long enough to save handshakes, short enough to follow a change of the platform's DNS.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The name of the platform's client for <see cref="IHttpClientFactory"/>.</summary>
    public static string ClientName(string platform) => $"platform:{platform}";

    public static IHttpClientBuilder AddPlatformHttpClient(this IServiceCollection services, string platform)
    {
        return services.AddHttpClient(ClientName(platform), client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false;      // a redirect would carry tokens and messages to an address nobody configured
                handler.UseCookies = false;             // the bots of a platform share the handler, never a session
                handler.ConnectTimeout = ConnectTimeout;
                handler.PooledConnectionLifetime = ConnectionLifetime;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)   // the handler itself renews its connections
            .RemoveAllLoggers();                            // addresses hold tokens and session keys
    }
}
