using BotHost.Adapters.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Adapters.Apps;

/// <summary>What every platform needs beside its own services. May be called once per bot.</summary>
internal static class PlatformServices
{
    public static void AddPlatformServices(this IServiceCollection services, string platform)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new Jitter(new Random()));
        services.AddMetrics();
        services.TryAddSingleton<PlatformMetrics>();
        services.TryAddSingleton<PlatformApps>();
        services.TryAddSingleton<FileDownloads>();
        // A client's settings are additive: registering the same name twice would apply them twice.
        if (services.Any(service => service.ServiceType == typeof(PlatformClient) && service.ImplementationInstance is PlatformClient client && client.Platform == platform))
            return;
        services.AddSingleton(new PlatformClient(platform));
        services.AddPlatformHttpClient(platform);
    }

    /// <summary>Marks that the platform's HTTP client is registered.</summary>
    private sealed record PlatformClient(string Platform);
}
