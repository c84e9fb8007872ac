namespace BotHost.Simulator;

/// <summary>A question as it came, before anybody looked into it.</summary>
/// <param name="Body">All of it.</param>
/// <param name="Sequence">Counted from 1 in the order of arrival, over all protocols.</param>
/// <param name="ApiKey">The key it came with.</param>
/// <param name="Headers">All but the key's. Empty where requests are not kept.</param>
/// <param name="At">When.</param>
internal sealed record Arrival(byte[] Body, long Sequence, string ApiKey, IReadOnlyDictionary<string, string> Headers, DateTimeOffset At);
