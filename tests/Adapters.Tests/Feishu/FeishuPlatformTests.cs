using BotHost.Adapters.Feishu;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.AccessTokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuPlatformTests : PlatformContract
{
    protected override Platform Platform { get; } = new FeishuPlatform();

    protected override IReadOnlyList<RequiredSetting> Required { get; } =
    [
        new("AppId", "FEISHU_APP_ID", "cli_1"),
        new("AppSecret", "FEISHU_APP_SECRET", "s3cret"),
        new("VerificationToken", "FEISHU_VERIFICATION_TOKEN", "t0ken"),
    ];

    protected override IReadOnlyList<string> Secrets { get; } = ["AppSecret", "VerificationToken", "VerificationTokenPrevious", "EncryptKey", "EncryptKeyPrevious"];

    protected override IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; } =
    [
        ("AppId", "cli_ 1", "blank"),
        ("EncryptKey", "one\ntwo", "line break"),
        ("EncryptKeyPrevious", "k0", "EncryptKey too"),
        ("Reaction", "👍", "表情文案说明"),
        ("Reaction", "../x", "表情文案说明"),
    ];

    [Fact]
    public void Three_settings_are_enough_and_a_missing_key_is_warned_of()
    {
        var registration = Good();
        var options = Assert.IsType<FeishuServices>(registration).Options;

        Assert.Equal(("cli_1", "s3cret", "", ""), (options.AppId, options.AppSecret, options.EncryptKey, options.Reaction));
        Assert.Equal("https://open.feishu.cn/", options.BaseUrl.AbsoluteUri);
        Assert.Equal(["t0ken"], options.VerificationTokens);
        Assert.Empty(options.EncryptKeys);
        Assert.Contains("EncryptKey", Assert.Single(registration.Warnings), StringComparison.Ordinal);
        Assert.Empty(Good(("EncryptKey", "k")).Warnings);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            ("VerificationTokenPrevious", "t1"), ("EncryptKey", " 密钥 key "), ("EncryptKeyPrevious", "k1"), ("Reaction", "Typing"),
            ("Platforms:Feishu:BaseUrl", "http://127.0.0.1:5000/feishu"));

        Assert.Equal(["t0ken", "t1"], options.VerificationTokens);
        Assert.Equal(["密钥 key", "k1"], options.EncryptKeys);
        Assert.Equal(("Typing", "http://127.0.0.1:5000/feishu/"), (options.Reaction, options.BaseUrl.AbsoluteUri));
    }

    [Fact]
    public async Task Every_bot_learns_who_it_is_itself()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IAccessTokenStore>(new MemoryTokenStore());
        foreach (var bot in new[] { "sales", "support" })
        {
            var (registration, _) = Configure(Platform, bot, Required.Select(setting => (setting.Key, setting.Value)));
            registration!.AddServices(services);
        }

        await using var provider = services.BuildServiceProvider();
        Assert.Equal(2, provider.GetServices<IHostedService>().OfType<FeishuIdentity>().Distinct().Count());
    }

    protected override object OptionsOf(BotRegistration registration) => Assert.IsType<FeishuServices>(registration).Options;

    private FeishuOptions Options(params IEnumerable<(string Key, string Value)> settings) => (FeishuOptions)OptionsOf(Good(settings));
}
