using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>All of a Feishu bot's registration: receiver, sender, attachments, quotes and probe under its name, the connections shared by the platform.</summary>
internal sealed class FeishuServices(FeishuOptions options) : BotRegistration
{
    public FeishuOptions Options => options;

    public override void AddServices(IServiceCollection services)
    {
        services.AddPlatformServices(FeishuPlatform.PlatformName);
        services.AddKeyedSingleton(Bot, (provider, _) => new FeishuApi(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(Bot, (provider, _) => new FeishuClient(
            options,
            provider.GetRequiredKeyedService<FeishuApi>(Bot),
            provider.GetRequiredService<PlatformApps>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(Bot, (provider, _) => new FeishuIdentity(
            options,
            provider.GetRequiredKeyedService<FeishuClient>(Bot),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Jitter>(),
            provider.GetRequiredService<ILogger<FeishuIdentity>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<FeishuIdentity>(Bot));
        services.AddKeyedSingleton<IWebhookReceiver>(Bot, (provider, _) => new FeishuWebhook(
            options,
            new FeishuEvents(
                options,
                provider.GetRequiredKeyedService<FeishuIdentity>(Bot),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<FeishuEvents>>()),
            provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IReplySender>(Bot, (provider, _) => new FeishuSender(
            options,
            provider.GetRequiredKeyedService<FeishuClient>(Bot),
            provider.GetRequiredService<IMediaStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FeishuSender>>()));
        services.AddKeyedSingleton<IAttachmentSource>(Bot, (provider, _) => new FeishuAttachments(provider.GetRequiredKeyedService<FeishuClient>(Bot)));
        services.AddKeyedSingleton<IQuoteSource>(Bot, (provider, _) => new FeishuQuotes(
            Bot,
            provider.GetRequiredKeyedService<FeishuClient>(Bot),
            provider.GetRequiredKeyedService<FeishuIdentity>(Bot),
            provider.GetRequiredService<ILogger<FeishuQuotes>>()));
        services.AddKeyedSingleton<IBotProbe>(Bot, (provider, _) => new FeishuProbe(
            options, provider.GetRequiredKeyedService<FeishuApi>(Bot), provider.GetRequiredService<TimeProvider>()));
    }
}
