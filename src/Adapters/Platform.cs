using Microsoft.Extensions.Configuration;

namespace BotHost.Adapters;

/// <summary>A chat platform before any bot of it exists: what the host must know to read its settings.</summary>
public abstract class Platform
{
    /// <summary>The value of <c>Bots:&lt;name&gt;:Platform</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The name under <c>Platforms</c> of its outside addresses: its own, unless several platforms are one company's and lie at one address.
    /// </summary>
    public virtual string AddressesName => Name;

    /// <summary>The bot that the short environment names configure.</summary>
    public abstract string DefaultBot { get; }

    public abstract IReadOnlyList<SettingAlias> Aliases { get; }

    /// <summary>The names under <c>Bots:&lt;name&gt;</c> that this platform reads: any other than these and every bot's own is a misspelled one.</summary>
    public abstract IReadOnlyList<string> SettingNames { get; }

    /// <summary>
    /// Reads and checks one bot's settings. Every mistake is added to <paramref name="mistakes"/>, naming its key, what is wrong and what
    /// to do; the result is null exactly when one was added.
    /// </summary>
    public abstract BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes);
}
