using BotHost.Adapters.Settings;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Bots;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>AI bots (智能机器人) of WeCom (企业微信) in API mode with a callback address: their settings and what they may look like.</summary>
public sealed class WeComAiBotPlatform : Platform
{
    internal const string PlatformName = "WeComAiBot";

    private const string Page = "Copy it from the AI bot's page, 智能机器人 → API 模式 → 使用 URL 回调.";

    public override string Name => PlatformName;

    public override string AddressesName => WeComAddress.Name;

    public override string DefaultBot => "wecom-aibot";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("WECOM_AIBOT_TOKEN", "Bots:wecom-aibot:Token", Activates: true),
        new("WECOM_AIBOT_ENCODING_AES_KEY", "Bots:wecom-aibot:EncodingAesKey", Activates: true),
        new("WECOM_AIBOT_NAME", "Bots:wecom-aibot:Name"),
        WeComAddress.Alias,
    ];

    public override IReadOnlyList<string> SettingNames { get; } = ["Token", "TokenPrevious", "EncodingAesKey", "EncodingAesKeyPrevious", "Name", "BaseUrl"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var read = new SettingsReader(settings, this, mistakes);
        var token = read.Id(read.Required("Token", Page), "Token");
        var key = Key(read, read.Required("EncodingAesKey", Page), "EncodingAesKey");
        var previousToken = read.Id(read.Optional("TokenPrevious"), "TokenPrevious");
        var previousKey = Key(read, read.Optional("EncodingAesKeyPrevious"), "EncodingAesKeyPrevious");
        if (!read.Failed && previousToken.Length > 0 != previousKey is not null)
        {
            read.Refuse(previousKey is null ? "EncodingAesKeyPrevious" : "TokenPrevious", "missing, while the other half of the rotation is set",
                "Set TokenPrevious and EncodingAesKeyPrevious to what they were before: a callback is signed with the one and encrypted with the other.");
        }

        var name = Untrusted.Name(read.Optional("Name"));
        var baseUrl = read.Address("BaseUrl", WeComAddress.Default);
        if (read.Failed || key is null)
            return null;

        var options = new WeComAiBotOptions
        {
            Bot = settings.Bot,
            Secrets = previousKey is null ? [new WeComSecret(token, key)] : [new WeComSecret(token, key), new WeComSecret(previousToken, previousKey)],
            Name = name,
            Language = Enum.TryParse<Language>(settings.Section["Language"], ignoreCase: true, out var language) ? language : Language.Zh,      // a wrong one is the host's to tell
            BaseUrl = baseUrl,
        };
        return new WeComAiBotServices(options) { Bot = settings.Bot, Platform = this, Warnings = [.. Warnings(options, WeComAddress.KeyFor(settings))] };
    }

    private static byte[]? Key(SettingsReader read, string value, string name)
    {
        var key = WeComKey.Parse(value);
        if (value.Length > 0 && key is null)
            read.Refuse(name, "no EncodingAESKey", "It has 43 characters, letters and digits alone: copy it again as a whole.");
        return key;
    }

    private static IEnumerable<string> Warnings(WeComAiBotOptions options, string addressKey)
    {
        if (options.BaseUrl.Scheme != Uri.UriSchemeHttps && !options.BaseUrl.IsLoopback)
            yield return $"{addressKey} is not https: answers that come late travel readable.";
    }
}
