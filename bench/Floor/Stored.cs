namespace BotHost.Bench.Floor;

/// <summary>What became of an insert.</summary>
/// <param name="Accepted">On disk, now or before.</param>
/// <param name="Id">The row, if it is new.</param>
internal readonly record struct Stored(bool Accepted, long? Id);
