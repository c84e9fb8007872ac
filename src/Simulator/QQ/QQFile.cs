namespace BotHost.Simulator;

internal sealed record QQFile(string Kind, string Name, bool IsForGroups, DateTimeOffset Expires);
