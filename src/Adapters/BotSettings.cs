using Microsoft.Extensions.Configuration;

namespace BotHost.Adapters;

/// <summary>The settings of one bot, and those of its platform that all its bots share.</summary>
/// <param name="Bot">The bot's name.</param>
/// <param name="Section"><c>Bots:&lt;name&gt;</c>.</param>
/// <param name="Platform"><c>Platforms:&lt;platform&gt;</c> (<see cref="BotHost.Adapters.Platform.AddressesName"/>): the outside addresses, <c>BaseUrl</c> and the like, set once for all bots of it.</param>
public sealed record BotSettings(string Bot, IConfigurationSection Section, IConfigurationSection Platform);
