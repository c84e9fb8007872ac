using BotHost.Adapters.QQ;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQPlatformTests : PlatformContract
{
    protected override Platform Platform { get; } = new QQPlatform();

    protected override IReadOnlyList<RequiredSetting> Required { get; } =
    [
        new("AppId", "QQ_APP_ID", "102000001"),
        new("AppSecret", "QQ_APP_SECRET", "s3cret"),
    ];

    protected override IReadOnlyList<string> Secrets { get; } = ["AppSecret", "AppSecretPrevious"];

    protected override IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; } =
    [
        ("AppId", "102 1", "blank"),
        ("Sandbox", "maybe", "neither true nor false"),
        ("ShowTyping", "1", "neither true nor false"),
    ];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options();

        Assert.Equal(("102000001", "s3cret", false, false), (options.AppId, options.AppSecret, options.Sandbox, options.ShowTyping));
        Assert.Equal("https://api.sgroup.qq.com/", options.BaseUrl.AbsoluteUri);
        Assert.Equal("https://bots.qq.com/", options.TokenBaseUrl.AbsoluteUri);
        Assert.Equal(["s3cret"], options.InboundSecrets);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            ("AppId", " 102000002 "), ("AppSecret", "new"), ("AppSecretPrevious", "old"), ("Sandbox", "True"), ("ShowTyping", "true"),
            ("Platforms:QQ:BaseUrl", "http://127.0.0.1:5000/qq"), ("Platforms:QQ:TokenBaseUrl", "http://127.0.0.1:5001/"));

        Assert.Equal(("102000002", true, true), (options.AppId, options.Sandbox, options.ShowTyping));
        Assert.Equal(["new", "old"], options.InboundSecrets);
        Assert.Equal(("http://127.0.0.1:5000/qq/", "http://127.0.0.1:5001/"), (options.BaseUrl.AbsoluteUri, options.TokenBaseUrl.AbsoluteUri));
    }

    [Fact]
    public void The_sandbox_has_an_address_of_its_own_and_says_so()
    {
        var registration = Good(("Sandbox", "true"));

        Assert.Equal("https://sandbox.api.sgroup.qq.com/", Assert.IsType<QQServices>(registration).Options.BaseUrl.AbsoluteUri);
        Assert.Contains("Sandbox", Assert.Single(registration.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_can_check_signatures_the_bot_does_not_start()
    {
        var (registration, mistakes) = Configure(new QQPlatform(() => null), "qq", Required.Select(setting => (setting.Key, setting.Value)));

        Assert.Null(registration);
        Assert.Contains("Ed25519", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    protected override object OptionsOf(BotRegistration registration) => Assert.IsType<QQServices>(registration).Options;

    private QQOptions Options(params IEnumerable<(string Key, string Value)> settings) => (QQOptions)OptionsOf(Good(settings));
}
