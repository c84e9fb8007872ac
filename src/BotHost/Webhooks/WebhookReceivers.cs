using System.Collections.Frozen;
using BotHost.Adapters;
using BotHost.Conversation.Bots;

namespace BotHost.Webhooks;

/// <summary>Who receives for which bot. Fixed at start.</summary>
internal sealed class WebhookReceivers(BotCatalog bots, IServiceProvider services)
{
    private readonly FrozenDictionary<string, IWebhookReceiver> _receivers = bots.All.ToFrozenDictionary(
        bot => bot.Name, bot => services.GetRequiredKeyedService<IWebhookReceiver>(bot.Name), StringComparer.OrdinalIgnoreCase);

    public IWebhookReceiver? Find(string bot) => _receivers.GetValueOrDefault(bot);
}
