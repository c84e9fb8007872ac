using System.Collections.Frozen;
using BotHost.Adapters;
using BotHost.Conversation.Bots;

namespace BotHost.Webhooks;

/// <summary>Who receives for which bot. Fixed at start.</summary>
internal sealed class WebhookReceivers(BotCatalog bots, IServiceProvider services)
{
    private readonly FrozenDictionary<string, BotReceiver> _receivers = bots.All.ToFrozenDictionary(
        bot => bot.Name, bot => new BotReceiver(bot.Name, services.GetRequiredKeyedService<IWebhookReceiver>(bot.Name)), StringComparer.OrdinalIgnoreCase);

    public BotReceiver? Find(string bot) => _receivers.GetValueOrDefault(bot);
}

/// <param name="Bot">The bot's name as it was configured: in a path it may be written in any case.</param>
/// <param name="Receiver">Who receives for it.</param>
internal sealed record BotReceiver(string Bot, IWebhookReceiver Receiver);
