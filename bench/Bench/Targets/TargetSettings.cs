namespace BotHost.Bench.Targets;

/// <summary>What a target is told through its environment, the same for all of them.</summary>
internal sealed record TargetSettings
{
    /// <summary>The bot and where its platform is, under the host's long keys.</summary>
    public required IReadOnlyDictionary<string, string> Platform { get; init; }

    public required string ModelKey { get; init; }

    public required string Model { get; init; }

    /// <summary>With its <c>/v1</c>.</summary>
    public required Uri ModelBaseUrl { get; init; }

    public required string DatabaseFile { get; init; }

    /// <summary>Where its output goes.</summary>
    public required string LogFile { get; init; }

    public required int Port { get; init; }

    /// <summary>
    /// Pool threads that run out of work spin before they sleep, and with two cores they spin on the time of whoever is working. Off for
    /// every target alike, so that the figures compare work and not waiting. The runtime reads the value as hexadecimal.
    /// </summary>
    public bool SpinWhenIdle { get; init; }

    public IEnumerable<KeyValuePair<string, string>> Environment()
    {
        foreach (var (key, value) in Platform)
            yield return new(key.Replace(":", "__", StringComparison.Ordinal), value);
        yield return new("OPENAI_API_KEY", ModelKey);
        yield return new("OPENAI_MODEL", Model);
        yield return new("OPENAI_BASE_URL", ModelBaseUrl.ToString().TrimEnd('/'));
        yield return new("Storage__ConnectionString", $"Data Source={DatabaseFile}");
        yield return new("ASPNETCORE_ENVIRONMENT", "Production");
        if (!SpinWhenIdle)
            yield return new("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");
    }
}
