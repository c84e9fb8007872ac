namespace BotHost.Conversation.Bots;

/// <summary>All bots of this host, by name. Fixed at start.</summary>
public sealed class BotCatalog(IEnumerable<BotProfile> bots)
{
    private readonly Dictionary<string, BotProfile> _bots = bots.ToDictionary(bot => bot.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<BotProfile> All => _bots.Values;

    /// <summary>The bot's profile; a bot that is no longer configured still has stored messages, which get the defaults.</summary>
    public BotProfile Find(string name) => _bots.GetValueOrDefault(name) ?? new BotProfile { Name = name };
}
