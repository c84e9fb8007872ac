namespace BotHost.Adapters.Tests;

/// <summary>A setting that a bot cannot do without.</summary>
/// <param name="Key">Its name under <c>Bots:&lt;name&gt;</c>.</param>
/// <param name="ShortNames">What the default bot's is called in the environment, as a mistake names it.</param>
/// <param name="Value">A good one.</param>
public sealed record RequiredSetting(string Key, string ShortNames, string Value);
