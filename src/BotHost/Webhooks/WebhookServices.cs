namespace BotHost.Webhooks;

internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookReceivers>();
        services.AddSingleton<WebhookLog>();
        services.AddSingleton<WebhookEndpoints>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        // Found once, by the first request: no request needs services of its own, and to find some for it would cost more than its signature.
        var webhooks = new Lazy<WebhookEndpoints>(app.ServiceProvider.GetRequiredService<WebhookEndpoints>);
        app.MapMethods("/webhooks/{bot}", [HttpMethods.Get, HttpMethods.Post], http => webhooks.Value.RunAsync(http));
    }
}
