namespace BotHost.Adapters.Http;

/// <summary>What a platform documents about one of its calls: so many for one app, and it counts every call of that kind.</summary>
/// <param name="Call">Names the call among those of its platform.</param>
/// <param name="PerSecond">In any second.</param>
/// <param name="PerMinute">In any minute; null where only seconds count.</param>
internal sealed record CallLimit(string Call, int PerSecond, int? PerMinute = null);
