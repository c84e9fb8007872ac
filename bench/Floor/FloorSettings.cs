namespace BotHost.Bench.Floor;

/// <summary>The names of the host, so that one driver starts either program the same way.</summary>
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
            AppKey = Required("Bots:dingtalk:AppKey"),
            AppSecret = Required("Bots:dingtalk:AppSecret"),
            DingTalkBaseUrl = new Uri(Required("Platforms:DingTalk:BaseUrl").TrimEnd('/')),
            ModelKey = Required("OPENAI_API_KEY"),
            Model = Required("OPENAI_MODEL"),
            ModelBaseUrl = new Uri(Required("OPENAI_BASE_URL").TrimEnd('/')),
            ConnectionString = Required("Storage:ConnectionString"),
        };

        string Required(string key) => configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is not set.");
    }
}
