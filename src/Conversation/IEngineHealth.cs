namespace BotHost.Conversation;

/// <summary>Whether the engine can do its work.</summary>
public interface IEngineHealth
{
    /// <summary>Tries each thing that must work; writes to the database to know that it can.</summary>
    Task<IReadOnlyList<HealthCheck>> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>One thing that must work, and whether it does.</summary>
public sealed record HealthCheck(string Name, bool Healthy, string Detail);
