using BotHost.Adapters.Apps;
using BotHost.Adapters.Crypto;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>All of a QQ bot's registration: receiver, sender, source of attachments and probe under its name, the connections shared by the platform.</summary>
internal sealed class QQServices(QQOptions options, IEd25519 ed25519) : BotRegistration
{
    public QQOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(QQPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (provider, _) => new QQApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new QQWebhook(
            options, ed25519, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<QQWebhook>>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new QQSender(
            options,
            provider.GetRequiredKeyedService<QQApi>(Bot),
            provider.GetRequiredService<PlatformApps>(),
            provider.GetRequiredService<IMediaStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QQSender>>()));
        services.AddKeyedSingleton<IAttachmentSource>(Bot, (provider, _) => new QQAttachments(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<FileDownloads>()));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new QQProbe(
            options, ed25519, provider.GetRequiredKeyedService<QQApi>(Bot), provider.GetRequiredService<TimeProvider>()));
    }
}
