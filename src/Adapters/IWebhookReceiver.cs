namespace BotHost.Adapters;

/// <summary>How one bot's platform speaks to us. One per bot, registered under the bot's name.</summary>
public interface IWebhookReceiver
{
    /// <summary>
    /// Proves where the request came from, then translates it. Does no I/O, stores nothing and never throws for what a request may hold.
    /// </summary>
    WebhookResult Receive(WebhookRequest request);
}
