using BotHost.Conversation;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.CrashHost;

/// <summary>Puts the crash into the host's services; all else stays the real thing.</summary>
internal static class CrashServices
{
    public static void AddCrash(this IServiceCollection services, Crash crash)
    {
        services.AddSingleton(crash);
        services.AddSingleton<CrashingInbox>();
        services.Replace(ServiceDescriptor.Singleton<IInbox>(provider => provider.GetRequiredService<CrashingInbox>()));
        services.Replace(ServiceDescriptor.Singleton<ITurnInbox>(provider => provider.GetRequiredService<CrashingInbox>()));
        foreach (var sender in services.Where(service => service.ServiceType == typeof(IReplySender) && service.IsKeyedService).ToList())
        {
            services.Remove(sender);
            services.AddKeyedSingleton<IReplySender>(
                sender.ServiceKey, (provider, key) => new CrashingSender((IReplySender)sender.KeyedImplementationFactory!(provider, key), crash));
        }
    }

    /// <summary>How long a stop waits for running answers; the product's own 25 s would make a test of it as long.</summary>
    public static void ShortenStop(this IServiceCollection services, TimeSpan grace)
    {
        var limits = (EngineLimits)services.Last(service => service.ServiceType == typeof(EngineLimits)).ImplementationInstance!;
        services.Replace(ServiceDescriptor.Singleton(limits with { StopGrace = grace }));
    }
}
