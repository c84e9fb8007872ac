namespace BotHost.Adapters;

/// <summary>A short environment name of a setting.</summary>
/// <param name="Name">As it stands in the environment, such as <c>DINGTALK_APP_KEY</c>.</param>
/// <param name="Key">The configuration key it stands for, such as <c>Bots:dingtalk:AppKey</c>.</param>
/// <param name="Activates">True if setting it alone brings the bot into being: a required setting does, an optional one configures nothing.</param>
public sealed record SettingAlias(string Name, string Key, bool Activates = false);
