using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>All of a DingTalk bot's registration: receiver, sender, attachments and probe under its name, the connections shared by the platform.</summary>
internal sealed class DingTalkServices(DingTalkOptions options) : BotRegistration
{
    public DingTalkOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(DingTalkPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (provider, _) => new DingTalkApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(Bot, (provider, _) => DingTalkTokens.Calls(
            options,
            provider.GetRequiredKeyedService<DingTalkApi>(Bot),
            provider.GetRequiredService<PlatformApps>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new DingTalkWebhook(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DingTalkWebhook>>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new DingTalkSender(
            options,
            provider.GetRequiredKeyedService<DingTalkApi>(Bot),
            provider.GetRequiredKeyedService<DingTalkCalls>(Bot),
            Pictures(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DingTalkSender>>()));
        services.AddKeyedSingleton<IAttachmentSource>(Bot, (provider, _) => new DingTalkAttachments(
            options,
            provider.GetRequiredKeyedService<DingTalkApi>(Bot),
            provider.GetRequiredKeyedService<DingTalkCalls>(Bot),
            provider.GetRequiredService<FileDownloads>(),
            provider.GetRequiredService<IHttpClientFactory>()));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new DingTalkProbe(
            options, provider.GetRequiredKeyedService<DingTalkApi>(Bot), provider.GetRequiredService<TimeProvider>()));
    }

    private DingTalkPictures Pictures(IServiceProvider provider)
    {
        var api = provider.GetRequiredKeyedService<DingTalkApi>(Bot);
        var oldCalls = DingTalkTokens.OldCalls(options, api, provider.GetRequiredService<PlatformApps>(), provider.GetRequiredService<TimeProvider>());
        return new DingTalkPictures(
            Bot,
            api,
            provider.GetRequiredKeyedService<DingTalkCalls>(Bot),
            oldCalls,
            provider.GetRequiredService<IMediaStore>(),
            provider.GetRequiredService<ILogger<DingTalkPictures>>());
    }
}
