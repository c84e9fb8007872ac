using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters;

/// <summary>A bot whose settings were found good.</summary>
public abstract class BotRegistration
{
    public required string Bot { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>What a good start should still tell the administrator, such as a safety that is switched off.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// Registers, under the bot's name as the key, its <see cref="IWebhookReceiver"/>, its
    /// <see cref="Conversation.Messages.IReplySender"/> and its <see cref="IBotProbe"/>.
    /// </summary>
    public abstract void AddServices(IServiceCollection services);
}
