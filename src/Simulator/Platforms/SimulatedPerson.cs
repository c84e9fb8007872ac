namespace BotHost.Simulator;

public sealed record SimulatedPerson(string Id, string Name);
