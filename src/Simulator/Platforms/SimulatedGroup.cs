namespace BotHost.Simulator;

public sealed record SimulatedGroup(string Id, string Title);
