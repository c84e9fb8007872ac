using BotHost.Adapters.Settings;

namespace BotHost.Adapters.DingTalk;

/// <summary>DingTalk (钉钉): its settings and what they may look like.</summary>
public sealed class DingTalkPlatform : Platform
{
    internal const string PlatformName = "DingTalk";

    public override string Name => PlatformName;

    public override string DefaultBot => "dingtalk";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("DINGTALK_APP_KEY", "Bots:dingtalk:AppKey", Activates: true),
        new("DING_APP_KEY", "Bots:dingtalk:AppKey", Activates: true),
        new("DINGTALK_APP_SECRET", "Bots:dingtalk:AppSecret", Activates: true),
        new("DING_APP_SECRET", "Bots:dingtalk:AppSecret", Activates: true),
        new("DINGTALK_ROBOT_CODE", "Bots:dingtalk:RobotCode"),
        new("DINGTALK_CARD_TEMPLATE_ID", "Bots:dingtalk:CardTemplateId"),
        new("DINGTALK_BASE_URL", "Platforms:DingTalk:BaseUrl"),
        new("DINGTALK_LEGACY_BASE_URL", "Platforms:DingTalk:LegacyBaseUrl"),
    ];

    public override IReadOnlyList<string> SettingNames { get; } =
        ["AppKey", "AppSecret", "AppSecretPrevious", "RobotCode", "RobotNames", "CardTemplateId", "CardContentKey", "Reaction", "ReplyVia"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var read = new SettingsReader(settings, this, mistakes);
        var appKey = read.Id(read.Required("AppKey", "Copy the Client ID (AppKey) from 凭证与基础信息 of the app on open-dev.dingtalk.com."), "AppKey");
        var appSecret = read.Required("AppSecret", "Copy the Client Secret (AppSecret) from 凭证与基础信息 of the app on open-dev.dingtalk.com.");
        var robotCode = read.Id(read.Optional("RobotCode"), "RobotCode");
        var cardContentKey = read.Id(read.Optional("CardContentKey"), "CardContentKey");
        var options = new DingTalkOptions
        {
            Bot = settings.Bot,
            AppKey = appKey,
            AppSecret = appSecret,
            AppSecretPrevious = read.Optional("AppSecretPrevious"),
            RobotCode = robotCode.Length > 0 ? robotCode : appKey,
            RobotNames = [.. read.List("RobotNames").Select(name => name.TrimStart('@', '＠').Trim()).Where(name => name.Length > 0)],
            CardTemplateId = read.Id(read.Optional("CardTemplateId"), "CardTemplateId"),
            CardContentKey = cardContentKey.Length > 0 ? cardContentKey : DingTalkOptions.DefaultCardContentKey,
            Reaction = read.Choice("Reaction", DingTalkReaction.Off),
            ReplyVia = read.Choice("ReplyVia", DingTalkReplyVia.Auto),
            BaseUrl = read.Address("BaseUrl", DingTalkOptions.DefaultBaseUrl),
            LegacyBaseUrl = read.Address("LegacyBaseUrl", DingTalkOptions.DefaultLegacyBaseUrl),
        };
        return read.Failed ? null : new DingTalkServices(options) { Bot = settings.Bot, Platform = this, Warnings = [.. Warnings(options)] };
    }

    private static IEnumerable<string> Warnings(DingTalkOptions options)
    {
        if (options.CardTemplateId.Length > 0 && !options.ShowsCards)
            yield return $"Bots:{options.Bot}:CardTemplateId is set, but cards are calls of the OpenAPI and ReplyVia=SessionWebhook forbids those: cards are not used.";
        if (Unprotected(options.BaseUrl))
            yield return "Platforms:DingTalk:BaseUrl is not https: the app's secret and every answer travel readable.";
        if (Unprotected(options.LegacyBaseUrl))
            yield return "Platforms:DingTalk:LegacyBaseUrl is not https: every answer to a group travels readable.";
    }

    private static bool Unprotected(Uri address) => address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback;
}
