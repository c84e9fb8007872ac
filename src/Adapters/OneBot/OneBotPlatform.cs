using BotHost.Adapters.Settings;

namespace BotHost.Adapters.OneBot;

/// <summary>OneBot v11, personal QQ accounts behind a client of their own: its settings and what they may look like.</summary>
public sealed class OneBotPlatform : Platform
{
    internal const string PlatformName = "OneBot";

    public override string Name => PlatformName;

    public override string DefaultBot => "onebot";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("ONEBOT_BASE_URL", "Bots:onebot:BaseUrl", Activates: true),
        new("ONEBOT_SECRET", "Bots:onebot:Secret", Activates: true),
        new("ONEBOT_ACCESS_TOKEN", "Bots:onebot:AccessToken"),
    ];

    /// <summary>The address is the bot's own, not the platform's: every account has a client of its own.</summary>
    public override IReadOnlyList<string> SettingNames { get; } = ["BaseUrl", "Secret", "SecretPrevious", "AllowUnsigned", "AccessToken"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var read = new SettingsReader(settings, this, mistakes);
        var baseUrl = read.RequiredAddress("BaseUrl", "Set it to the address of the HTTP server that is switched on in the QQ client, such as http://127.0.0.1:3000.");
        var allowUnsigned = read.Flag("AllowUnsigned");
        var secret = allowUnsigned
            ? read.Optional("Secret")
            : read.Required("Secret", "Set it here and in the QQ client (NapCat: the token of the HTTP client; others: secret). Only where nobody else can reach the webhook, set AllowUnsigned to true instead.");
        if (allowUnsigned && secret.Length > 0)
            read.Refuse("AllowUnsigned", "true, although there is a Secret", "Take one of the two out: with a secret every webhook must be signed.");
        var options = new OneBotOptions
        {
            Bot = settings.Bot,
            BaseUrl = baseUrl,
            Secret = secret,
            SecretPrevious = read.Optional("SecretPrevious"),
            AllowUnsigned = allowUnsigned,
            AccessToken = read.Id(read.Optional("AccessToken"), "AccessToken"),
        };
        return read.Failed ? null : new OneBotServices(options) { Bot = settings.Bot, Platform = this, Warnings = [.. Warnings(options)] };
    }

    private static IEnumerable<string> Warnings(OneBotOptions options)
    {
        if (options.AllowUnsigned)
            yield return $"Bots:{options.Bot}:AllowUnsigned is true: whoever reaches the webhook can speak in anybody's name.";
        if (options.BaseUrl.Scheme != Uri.UriSchemeHttps && !options.BaseUrl.IsLoopback)
            yield return $"Bots:{options.Bot}:BaseUrl is not https: the access token and every answer travel readable.";
    }
}
