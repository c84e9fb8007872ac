using System.Globalization;
using BotHost.Adapters.Settings;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Bots;

namespace BotHost.Adapters.WeComApp;

/// <summary>A self-built app of WeCom (企业微信自建应用): its settings and what they may look like.</summary>
public sealed class WeComAppPlatform : Platform
{
    internal const string PlatformName = "WeComApp";

    /// <summary>Who has its public name only knows that company ids begin so.</summary>
    private static readonly string[] _corpIdPrefixes = ["ww", "wx"];

    public override string Name => PlatformName;

    public override string AddressesName => WeComAddress.Name;

    public override string DefaultBot => "wecom";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("WECOM_CORP_ID", "Bots:wecom:CorpId", Activates: true),
        new("WECOM_AGENT_ID", "Bots:wecom:AgentId", Activates: true),
        new("WECOM_SECRET", "Bots:wecom:Secret", Activates: true),
        new("WECOM_TOKEN", "Bots:wecom:Token", Activates: true),
        new("WECOM_ENCODING_AES_KEY", "Bots:wecom:EncodingAesKey", Activates: true),
        WeComAddress.Alias,
    ];

    public override IReadOnlyList<string> SettingNames { get; } =
        ["CorpId", "AgentId", "Secret", "Token", "EncodingAesKey", "TokenPrevious", "EncodingAesKeyPrevious", "ReplyFormat", "BaseUrl"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var read = new SettingsReader(settings, this, mistakes);
        var corpId = read.Id(read.Required("CorpId", "Copy 企业ID from 我的企业 → 企业信息 on work.weixin.qq.com."), "CorpId");
        var agentId = AgentId(read);
        var secret = read.Id(read.Required("Secret", "Show the Secret on the app's page under 应用管理 on work.weixin.qq.com; it is sent to the administrator's WeCom."), "Secret");
        const string whereToken = "Copy the Token from 接收消息 → 设置API接收 on the app's page.";
        const string whereKey = "Copy the EncodingAESKey from 接收消息 → 设置API接收 on the app's page: 43 letters and digits.";
        var token = read.Id(read.Required("Token", whereToken), "Token");
        var key = Key(read, read.Required("EncodingAesKey", whereKey), "EncodingAesKey");
        var previousToken = read.Id(read.Optional("TokenPrevious"), "TokenPrevious");
        var previousKey = Key(read, read.Optional("EncodingAesKeyPrevious"), "EncodingAesKeyPrevious");
        if (previousToken.Length > 0 && previousKey is null)
            read.Refuse("EncodingAesKeyPrevious", "missing, while TokenPrevious is set", "Set both to what they were before: the console keeps them together.");
        if (previousToken.Length == 0 && previousKey is not null)
            read.Refuse("TokenPrevious", "missing, while EncodingAesKeyPrevious is set", "Set both to what they were before: the console keeps them together.");
        var format = read.Choice("ReplyFormat", WeComAppReplyFormat.Text);
        var baseUrl = read.Address("BaseUrl", WeComAddress.Default);
        if (read.Failed || key is null)
            return null;

        var options = new WeComAppOptions
        {
            Bot = settings.Bot,
            CorpId = corpId,
            AgentId = agentId,
            Secret = secret,
            Callback = previousKey is null ? [new WeComSecret(token, key)] : [new WeComSecret(token, key), new WeComSecret(previousToken, previousKey)],
            ReplyFormat = format,
            Language = Enum.TryParse<Language>(settings.Section["Language"], ignoreCase: true, out var language) ? language : Language.Zh,      // a wrong one is the host's to tell
            BaseUrl = baseUrl,
        };
        return new WeComAppServices(options) { Bot = settings.Bot, Platform = this, Warnings = [.. Warnings(options, WeComAddress.KeyFor(settings))] };
    }

    private static long AgentId(SettingsReader read)
    {
        const string remedy = "Copy AgentId from the app's page under 应用管理 on work.weixin.qq.com: digits alone.";
        var value = read.Required("AgentId", remedy);
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var agentId) && agentId > 0)
            return agentId;
        if (value.Length > 0)
            read.Refuse("AgentId", "no number", remedy);
        return 0;
    }

    private static byte[]? Key(SettingsReader read, string value, string name)
    {
        var key = WeComKey.Parse(value);
        if (value.Length > 0 && key is null)
            read.Refuse(name, "no EncodingAESKey", "It has 43 characters, letters and digits alone: copy it again as a whole.");
        return key;
    }

    private static IEnumerable<string> Warnings(WeComAppOptions options, string addressKey)
    {
        if (!_corpIdPrefixes.Any(prefix => options.CorpId.StartsWith(prefix, StringComparison.Ordinal)))
            yield return $"Bots:{options.Bot}:CorpId does not begin with \"ww\" or \"wx\": check that it is 企业ID from 我的企业 → 企业信息.";
        if (options.BaseUrl.Scheme != Uri.UriSchemeHttps && !options.BaseUrl.IsLoopback)
            yield return $"{addressKey} is not https: the app's secret and every answer travel readable.";
    }
}
