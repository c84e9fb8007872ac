namespace BotHost.Bench.Targets;

/// <summary>What a target is told through its environment, the same for all of them.</summary>
internal sealed record TargetSettings
{
    public required string AppKey { get; init; }

    public required string AppSecret { get; init; }

    public required Uri DingTalkBaseUrl { get; init; }

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
        yield return new("DINGTALK_APP_KEY", AppKey);
        yield return new("DINGTALK_APP_SECRET", AppSecret);
        yield return new("DINGTALK_BASE_URL", Origin(DingTalkBaseUrl));
        yield return new("DINGTALK_LEGACY_BASE_URL", Origin(DingTalkBaseUrl));
        yield return new("OPENAI_API_KEY", ModelKey);
        yield return new("OPENAI_MODEL", Model);
        yield return new("OPENAI_BASE_URL", ModelBaseUrl.ToString().TrimEnd('/'));
        yield return new("Storage__ConnectionString", $"Data Source={DatabaseFile}");
        yield return new("Bots__dingtalk__ReplyVia", "OpenApi");   // the same call as the floor's; the floor does not read it
        yield return new("ASPNETCORE_ENVIRONMENT", "Production");
        if (!SpinWhenIdle)
            yield return new("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
