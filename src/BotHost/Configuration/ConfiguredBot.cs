using BotHost.Adapters;
using BotHost.Conversation.Bots;

namespace BotHost.Configuration;

/// <summary>A bot whose settings are good: what the engine knows of it, and what its platform makes of it.</summary>
internal sealed record ConfiguredBot(BotProfile Profile, BotRegistration Registration)
{
    /// <summary>Where its platform calls it.</summary>
    public string WebhookPath => $"/webhooks/{Profile.Name}";
}
