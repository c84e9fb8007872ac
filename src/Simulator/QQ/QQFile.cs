namespace BotHost.Simulator;

/// <param name="Kind">As the platform calls it.</param>
/// <param name="Content">Empty where it was uploaded by an address.</param>
internal sealed record QQFile(string Kind, string Name, ReadOnlyMemory<byte> Content, bool IsForGroups, DateTimeOffset Expires);
