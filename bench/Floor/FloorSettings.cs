namespace BotHost.Bench.Floor;

/// <summary>The environment names of the host, so that one driver starts either program the same way.</summary>
internal sealed record FloorSettings
{
    public required string AppKey { get; init; }

    public required string AppSecret { get; init; }

    public required Uri DingTalkBaseUrl { get; init; }

    public required string ModelKey { get; init; }

    public required string Model { get; init; }

    /// <summary>With its <c>/v1</c>.</summary>
    public required Uri ModelBaseUrl { get; init; }

    public required string ConnectionString { get; init; }

    public static FloorSettings From(IConfiguration configuration)
    {
        return new FloorSettings
        {
            AppKey = Required("DINGTALK_APP_KEY"),
            AppSecret = Required("DINGTALK_APP_SECRET"),
            DingTalkBaseUrl = new Uri(Required("DINGTALK_BASE_URL").TrimEnd('/')),
            ModelKey = Required("OPENAI_API_KEY"),
            Model = Required("OPENAI_MODEL"),
            ModelBaseUrl = new Uri(Required("OPENAI_BASE_URL").TrimEnd('/')),
            ConnectionString = Required("Storage:ConnectionString"),
        };

        string Required(string key) => configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is not set.");
    }
}
