using System.Text.RegularExpressions;
using BotHost.Adapters.Settings;

namespace BotHost.Adapters.Feishu;

/// <summary>Feishu (飞书) and Lark: its settings and what they may look like.</summary>
public sealed partial class FeishuPlatform : Platform
{
    internal const string PlatformName = "Feishu";

    public override string Name => PlatformName;

    public override string DefaultBot => "feishu";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("FEISHU_APP_ID", "Bots:feishu:AppId", Activates: true),
        new("FEISHU_APP_SECRET", "Bots:feishu:AppSecret", Activates: true),
        new("FEISHU_VERIFICATION_TOKEN", "Bots:feishu:VerificationToken", Activates: true),
        new("FEISHU_ENCRYPT_KEY", "Bots:feishu:EncryptKey"),
        new("FEISHU_BASE_URL", "Platforms:Feishu:BaseUrl"),
    ];

    public override IReadOnlyList<string> SettingNames { get; } =
        ["AppId", "AppSecret", "VerificationToken", "VerificationTokenPrevious", "EncryptKey", "EncryptKeyPrevious", "Reaction"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var read = new SettingsReader(settings, this, mistakes);
        var reaction = read.Optional("Reaction");
        var options = new FeishuOptions
        {
            Bot = settings.Bot,
            AppId = read.Id(read.Required("AppId", "Copy the App ID from 凭证与基础信息 of the app on open.feishu.cn."), "AppId"),
            AppSecret = read.Required("AppSecret", "Copy the App Secret from 凭证与基础信息 of the app on open.feishu.cn."),
            VerificationToken = read.Required("VerificationToken", "Copy the Verification Token from 事件与回调 → 加密策略 of the app on open.feishu.cn."),
            VerificationTokenPrevious = read.Optional("VerificationTokenPrevious"),
            EncryptKey = read.Optional("EncryptKey"),
            EncryptKeyPrevious = read.Optional("EncryptKeyPrevious"),
            Reaction = reaction,
            BaseUrl = read.Address("BaseUrl", FeishuOptions.DefaultBaseUrl),
        };
        if (reaction.Length > 0 && !EmojiType().IsMatch(reaction))
            read.Refuse("Reaction", "no emoji's name", "Write one of 表情文案说明 on open.feishu.cn exactly as it stands there, such as Get or OK, or leave it empty.");
        if (options is { EncryptKey: "", EncryptKeyPrevious.Length: > 0 })
            read.Refuse("EncryptKeyPrevious", "set without an EncryptKey", "Set EncryptKey too: the previous one serves only beside it.");
        return read.Failed ? null : new FeishuServices(options) { Bot = settings.Bot, Platform = this, Warnings = [.. Warnings(options)] };
    }

    private static IEnumerable<string> Warnings(FeishuOptions options)
    {
        if (options.EncryptKey.Length == 0)
        {
            yield return $"Bots:{options.Bot}:EncryptKey is not set: webhooks come unsigned and readable, and whoever learns the Verification Token can forge them. "
                + "Set an Encrypt Key under 事件与回调 → 加密策略 and here.";
        }

        if (options.BaseUrl.Scheme != Uri.UriSchemeHttps && !options.BaseUrl.IsLoopback)
            yield return "Platforms:Feishu:BaseUrl is not https: the app's secret and every answer travel readable.";
    }

    [GeneratedRegex("^[A-Za-z0-9_]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex EmojiType();
}
