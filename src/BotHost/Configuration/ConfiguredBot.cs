using BotHost.Adapters;
using BotHost.Conversation.Bots;

namespace BotHost.Configuration;

/// <summary>A bot whose settings are good: what the engine knows of it, and what its platform makes of it.</summary>
internal sealed record ConfiguredBot(BotProfile Profile, BotRegistration Registration)
{
    /// <summary>Where its platform calls it.</summary>
    public string WebhookPath => $"/webhooks/{Profile.Name}";

    /// <summary>What a good start should still tell the administrator.</summary>
    public IReadOnlyList<string> Warnings => Profile is { Context: ContextScope.PerChat, Admins.Count: 0 }
        ? [.. Registration.Warnings, $"{SettingKeys.Bots}:{Profile.Name}:Admins is empty, so nobody can change what a group shares, such as its model. Name the ids of administrators."]
        : Registration.Warnings;
}
