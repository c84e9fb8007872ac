namespace BotHost.Simulator;

/// <summary>A change of a card.</summary>
/// <param name="Sequence">Greater than that of every operation before it.</param>
/// <param name="Uuid">Empty if the client gave none.</param>
/// <param name="Payload">A digest of all that makes it differ from another; empty where there is no uuid.</param>
internal readonly record struct FeishuOperation(int Sequence, string Uuid, string Payload);
