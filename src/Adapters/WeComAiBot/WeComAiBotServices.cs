using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>All of an AI bot's registration: receiver, attachments, sender and probe under its name, the connections shared by the platform.</summary>
internal sealed class WeComAiBotServices(WeComAiBotOptions options) : BotRegistration
{
    public WeComAiBotOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(WeComAiBotPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (_, _) => new WeComAiBotPolls());
        services.AddKeyedSingleton(Bot, (provider, _) => new WeComAiBotApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new WeComAiBotWebhook(
            options,
            new WeComAiBotStream(
                Phrases.In(options.Language),
                provider.GetRequiredService<IDeliveries>(),
                provider.GetRequiredService<IMediaStore>(),
                provider.GetRequiredKeyedService<WeComAiBotPolls>(Bot),
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IAttachmentSource>(Bot, (provider, _) => new WeComAiBotAttachments(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<FileDownloads>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new WeComAiBotSender(
            provider.GetRequiredKeyedService<WeComAiBotApi>(Bot),
            provider.GetRequiredKeyedService<WeComAiBotPolls>(Bot),
            provider.GetRequiredService<IDeliveries>(),
            new WeComAiBotPictures(provider.GetRequiredService<IMediaStore>(), Phrases.In(options.Language)),
            new ThrottleGate(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Jitter>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WeComAiBotSender>>()));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new WeComAiBotProbe(
            options, provider.GetRequiredKeyedService<WeComAiBotApi>(Bot), provider.GetRequiredService<TimeProvider>()));
    }
}
