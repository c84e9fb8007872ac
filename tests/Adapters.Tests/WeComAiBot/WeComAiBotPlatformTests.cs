using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Bots;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotPlatformTests : PlatformContract
{
    private const string Key = "019mD9DfGQaietHM1CR4ZWlg32jFk7VLrmGxz8Pk7h2";
    private const string KeyBefore = "tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1";

    protected override Platform Platform { get; } = new WeComAiBotPlatform();

    protected override IReadOnlyList<RequiredSetting> Required { get; } =
    [
        new("Token", "WECOM_AIBOT_TOKEN", "t0ken"),
        new("EncodingAesKey", "WECOM_AIBOT_ENCODING_AES_KEY", Key),
    ];

    /// <summary>The key as well; any value will not do for it.</summary>
    protected override IReadOnlyList<string> Secrets { get; } = ["Token"];

    protected override IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; } =
    [
        ("Token", "t0 ken", "blank"),
        ("EncodingAesKey", Key[..^1], "43 characters"),
        ("EncodingAesKey", Key + "A", "43 characters"),
        ("EncodingAesKey", Key[..^1] + "$", "43 characters"),
        ("EncodingAesKeyPrevious", Key[..^1], "43 characters"),
        ("Name", "one\ntwo", "line break"),
    ];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options();

        Assert.Equal(("t0ken", "", Language.Zh), (Assert.Single(options.Secrets).Token, options.Name, options.Language));
        Assert.Equal("https://qyapi.weixin.qq.com/", options.BaseUrl.AbsoluteUri);
        Assert.Empty(Good().Warnings);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            ("Token", " new "), ("EncodingAesKey", $" {Key} "), ("TokenPrevious", "old"), ("EncodingAesKeyPrevious", KeyBefore), ("Name", " IT 问题机器人 "),
            ("Language", "en"), ("Platforms:WeCom:BaseUrl", "http://127.0.0.1:5000/wecom"));

        Assert.Equal(["new", "old"], options.Secrets.Select(secret => secret.Token));
        Assert.Equal(("IT 问题机器人", Language.En, "http://127.0.0.1:5000/wecom/"), (options.Name, options.Language, options.BaseUrl.AbsoluteUri));
        Assert.DoesNotContain(Key, options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TokenPrevious", "old", "EncodingAesKeyPrevious")]
    [InlineData("EncodingAesKeyPrevious", KeyBefore, "TokenPrevious")]
    public void Half_a_rotation_is_none(string given, string value, string missing)
    {
        var mistake = Assert.Single(Refused((given, value)));

        Assert.StartsWith($"Bots:wecom-aibot:{missing} (", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain(value, mistake, StringComparison.Ordinal);
    }

    protected override object OptionsOf(BotRegistration registration) => Assert.IsType<WeComAiBotServices>(registration).Options;

    private WeComAiBotOptions Options(params IEnumerable<(string Key, string Value)> settings) => (WeComAiBotOptions)OptionsOf(Good(settings));
}
