namespace BotHost.Adapters.WeCom;

/// <summary>Where WeCom is: set once for both of its platforms.</summary>
internal static class WeComAddress
{
    /// <summary>Under <c>Platforms</c>.</summary>
    public const string Name = "WeCom";

    public const string Default = "https://qyapi.weixin.qq.com";

    public static SettingAlias Alias { get; } = new("WECOM_BASE_URL", $"Platforms:{Name}:BaseUrl");
}
