namespace BotHost.Adapters.WeCom;

/// <summary>Where WeCom is: set once for both of its platforms.</summary>
internal static class WeComAddress
{
    /// <summary>Under <c>Platforms</c>.</summary>
    public const string Name = "WeCom";

    public const string Default = "https://qyapi.weixin.qq.com";

    /// <summary>Which setting says where a bot's WeCom is: its own, or that of all.</summary>
    public static string KeyFor(BotSettings settings)
    {
        var section = string.IsNullOrWhiteSpace(settings.Section["BaseUrl"]) ? settings.Platform : settings.Section;
        return $"{section.Path}:BaseUrl";
    }

    public static SettingAlias Alias { get; } = new("WECOM_BASE_URL", $"Platforms:{Name}:BaseUrl");
}
