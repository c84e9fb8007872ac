using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.OneBot;

/// <summary>All of a OneBot bot's registration: receiver, sender, sources of attachments and quotes, and probe under its name, the connections shared by the platform.</summary>
internal sealed class OneBotServices(OneBotOptions options) : BotRegistration
{
    public OneBotOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(OneBotPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (_, _) => new OneBotSentMessages());
        services.AddKeyedSingleton(Bot, (provider, _) => new OneBotApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new OneBotWebhook(
            options, provider.GetRequiredKeyedService<OneBotSentMessages>(Bot), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new OneBotSender(
            options,
            provider.GetRequiredKeyedService<OneBotApi>(Bot),
            provider.GetRequiredKeyedService<OneBotSentMessages>(Bot),
            provider.GetRequiredService<IMediaStore>(),
            new ThrottleGate(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Jitter>()),
            provider.GetRequiredService<ILogger<OneBotSender>>()));
        services.AddKeyedSingleton<IAttachmentSource>(Bot, (provider, _) => new OneBotAttachments(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<FileDownloads>()));
        services.AddKeyedSingleton<IQuoteSource>(Bot, (provider, _) => new OneBotQuotes(
            options, provider.GetRequiredKeyedService<OneBotApi>(Bot), provider.GetRequiredKeyedService<OneBotSentMessages>(Bot)));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new OneBotProbe(options, provider.GetRequiredKeyedService<OneBotApi>(Bot)));
    }
}
