namespace BotHost.Simulator;

/// <param name="Id">Such as <c>call_1</c>.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">JSON.</param>
public sealed record FakeToolCall(string Id, string Name, string Arguments);
