using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>All of a DingTalk bot's registration: receiver, sender and probe under its name, the connections shared by the platform.</summary>
internal sealed class DingTalkServices(DingTalkOptions options) : BotRegistration
{
    public DingTalkOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(DingTalkPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (provider, _) => new DingTalkApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new DingTalkWebhook(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DingTalkWebhook>>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new DingTalkSender(
            options,
            provider.GetRequiredKeyedService<DingTalkApi>(Bot),
            provider.GetRequiredService<PlatformApps>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DingTalkSender>>()));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new DingTalkProbe(
            options, provider.GetRequiredKeyedService<DingTalkApi>(Bot), provider.GetRequiredService<TimeProvider>()));
    }
}
