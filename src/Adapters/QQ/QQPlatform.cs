using BotHost.Adapters.Crypto;
using BotHost.Adapters.Settings;

namespace BotHost.Adapters.QQ;

/// <summary>QQ's official bots (QQ 机器人): their settings and what they may look like.</summary>
public sealed class QQPlatform : Platform
{
    internal const string PlatformName = "QQ";

    private readonly Func<IEd25519?> _ed25519;

    public QQPlatform()
        : this(() => Ed25519.Available)
    {
    }

    /// <param name="ed25519">Who checks signatures; null where nobody can.</param>
    internal QQPlatform(Func<IEd25519?> ed25519) => _ed25519 = ed25519;

    public override string Name => PlatformName;

    public override string DefaultBot => "qq";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("QQ_APP_ID", "Bots:qq:AppId", Activates: true),
        new("QQ_APP_SECRET", "Bots:qq:AppSecret", Activates: true),
        new("QQ_SANDBOX", "Bots:qq:Sandbox"),
        new("QQ_BASE_URL", "Platforms:QQ:BaseUrl"),
        new("QQ_TOKEN_BASE_URL", "Platforms:QQ:TokenBaseUrl"),
    ];

    public override IReadOnlyList<string> SettingNames { get; } = ["AppId", "AppSecret", "AppSecretPrevious", "Sandbox", "ShowTyping"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var read = new SettingsReader(settings, this, mistakes);
        var appId = read.Id(read.Required("AppId", "Copy the AppID from 开发管理 of the bot on q.qq.com."), "AppId");
        var appSecret = read.Required("AppSecret", "Copy the AppSecret from 开发管理 of the bot on q.qq.com.");
        var sandbox = read.Flag("Sandbox");
        var options = new QQOptions
        {
            Bot = settings.Bot,
            AppId = appId,
            AppSecret = appSecret,
            AppSecretPrevious = read.Optional("AppSecretPrevious"),
            Sandbox = sandbox,
            ShowTyping = read.Flag("ShowTyping"),
            BaseUrl = read.Address("BaseUrl", sandbox ? QQOptions.SandboxBaseUrl : QQOptions.DefaultBaseUrl),
            TokenBaseUrl = read.Address("TokenBaseUrl", QQOptions.DefaultTokenBaseUrl),
        };
        if (_ed25519() is not { } ed25519)
        {
            mistakes.Add($"Bots:{settings.Bot}: this machine cannot check QQ's signatures (Ed25519): neither OpenSSL nor the built-in code passes its test. "
                + "Install OpenSSL 3 (libcrypto.so.3), or take the bot out of the settings.");
            return null;
        }

        return read.Failed ? null : new QQServices(options, ed25519) { Bot = settings.Bot, Platform = this, Warnings = [.. Warnings(options)] };
    }

    private static IEnumerable<string> Warnings(QQOptions options)
    {
        if (options.Sandbox)
            yield return $"Bots:{options.Bot}:Sandbox is on: only the people and groups of the sandbox reach the bot, and only they are answered.";
        if (Unprotected(options.BaseUrl))
            yield return "Platforms:QQ:BaseUrl is not https: the access token and every answer travel readable.";
        if (Unprotected(options.TokenBaseUrl))
            yield return "Platforms:QQ:TokenBaseUrl is not https: the app's secret travels readable.";
    }

    private static bool Unprotected(Uri address) => address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback;
}
