namespace BotHost.Webhooks;

internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookReceivers>();
        services.AddSingleton<WebhookLog>();
    }
}
