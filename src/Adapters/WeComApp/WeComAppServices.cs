using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>All of an app's registration: receiver, attachments, sender and probe under its bot's name, the connections shared by the platform.</summary>
internal sealed class WeComAppServices(WeComAppOptions options) : BotRegistration
{
    public WeComAppOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(WeComAppPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (provider, _) => new WeComAppApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new WeComAppWebhook(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<WeComAppWebhook>>()));
        services.AddKeyedSingleton(Bot, (provider, _) => new WeComAppCalls(
            options, provider.GetRequiredKeyedService<WeComAppApi>(Bot), provider.GetRequiredService<PlatformApps>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IAttachmentSource>(Bot, (provider, _) => new WeComAppAttachments(
            options.Bot,
            provider.GetRequiredKeyedService<WeComAppApi>(Bot),
            provider.GetRequiredKeyedService<WeComAppCalls>(Bot),
            provider.GetRequiredService<ILogger<WeComAppAttachments>>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new WeComAppSender(
            options,
            provider.GetRequiredKeyedService<WeComAppApi>(Bot),
            provider.GetRequiredKeyedService<WeComAppCalls>(Bot),
            provider.GetRequiredService<IMediaStore>(),
            provider.GetRequiredService<PlatformMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WeComAppSender>>()));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new WeComAppProbe(
            options, provider.GetRequiredKeyedService<WeComAppApi>(Bot), provider.GetRequiredService<TimeProvider>()));
    }
}
