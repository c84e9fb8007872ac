using BotHost.Adapters.OneBot;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotPlatformTests : PlatformContract
{
    protected override Platform Platform { get; } = new OneBotPlatform();

    protected override IReadOnlyList<RequiredSetting> Required { get; } =
    [
        new("BaseUrl", "ONEBOT_BASE_URL", "http://127.0.0.1:3000"),
        new("Secret", "ONEBOT_SECRET", "s3cret"),
    ];

    protected override IReadOnlyList<string> Secrets { get; } = ["Secret", "SecretPrevious", "AccessToken"];

    protected override IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; } =
    [
        ("BaseUrl", "ws://127.0.0.1:3001", "http(s)"),
        ("AllowUnsigned", "yes please", "neither true nor false"),
        ("AccessToken", "to ken", "blank"),
        ("SecretPrevious", "one\ntwo", "line break"),
    ];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options();

        Assert.Equal(("http://127.0.0.1:3000/", "s3cret", "", false), (options.BaseUrl.AbsoluteUri, options.Secret, options.AccessToken, options.AllowUnsigned));
        Assert.Equal(["s3cret"], options.InboundSecrets);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(("BaseUrl", " https://qq.example/api/ "), ("Secret", "new"), ("SecretPrevious", "old"), ("AccessToken", "tok"), ("AllowUnsigned", "False"));

        Assert.Equal(("https://qq.example/api/", "tok", false), (options.BaseUrl.AbsoluteUri, options.AccessToken, options.AllowUnsigned));
        Assert.Equal(["new", "old"], options.InboundSecrets);
    }

    [Fact]
    public void Without_a_secret_webhooks_are_taken_only_by_an_explicit_word_and_with_a_warning()
    {
        var registration = Good(("Secret", ""), ("AllowUnsigned", "true"));

        Assert.Contains("AllowUnsigned", Assert.Single(registration.Warnings), StringComparison.Ordinal);
        Assert.Empty(Assert.IsType<OneBotServices>(registration).Options.InboundSecrets);
    }

    [Fact]
    public void That_word_and_a_secret_contradict_each_other()
    {
        var mistake = Assert.Single(Refused(("AllowUnsigned", "true")));

        Assert.StartsWith("Bots:onebot:AllowUnsigned (", mistake, StringComparison.Ordinal);
        Assert.Contains("with a secret every webhook must be signed", mistake, StringComparison.Ordinal);
    }

    protected override object OptionsOf(BotRegistration registration) => Assert.IsType<OneBotServices>(registration).Options;

    private OneBotOptions Options(params IEnumerable<(string Key, string Value)> settings) => (OneBotOptions)OptionsOf(Good(settings));
}
