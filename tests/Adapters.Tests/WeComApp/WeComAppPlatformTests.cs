using BotHost.Adapters.WeComApp;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppPlatformTests : PlatformContract
{
    private const string Key = "oztpiKPFY9gsmgmVAsbTM9lSzAPd2y6FQwDVSHPLsv0";
    private const string KeyBefore = "tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1";

    protected override Platform Platform { get; } = new WeComAppPlatform();

    protected override IReadOnlyList<RequiredSetting> Required { get; } =
    [
        new("CorpId", "WECOM_CORP_ID", "ww1234567890abcdef"),
        new("AgentId", "WECOM_AGENT_ID", "1000002"),
        new("Secret", "WECOM_SECRET", "s3cret"),
        new("Token", "WECOM_TOKEN", "t0ken"),
        new("EncodingAesKey", "WECOM_ENCODING_AES_KEY", Key),
    ];

    /// <summary>The keys as well; any value will not do for them.</summary>
    protected override IReadOnlyList<string> Secrets { get; } = ["Secret", "Token"];

    protected override IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; } =
    [
        ("CorpId", "ww 123", "blank"),
        ("AgentId", "app-1", "no number"),
        ("AgentId", "-1000002", "no number"),
        ("AgentId", "0", "no number"),
        ("AgentId", "99999999999999999999", "no number"),
        ("Secret", "s3 cret", "blank"),
        ("Token", "t0 ken", "blank"),
        ("EncodingAesKey", Key[..^1], "43 characters"),
        ("EncodingAesKey", Key + "A", "43 characters"),
        ("EncodingAesKey", Key[..^1] + "$", "43 characters"),
        ("ReplyFormat", "Html", "Text, Markdown"),
    ];

    [Fact]
    public void Five_settings_are_enough()
    {
        var options = Options();

        Assert.Equal(("ww1234567890abcdef", 1_000_002, "s3cret", WeComAppReplyFormat.Text), (options.CorpId, options.AgentId, options.Secret, options.ReplyFormat));
        Assert.Equal("t0ken", Assert.Single(options.Callback).Token);
        Assert.Equal("https://qyapi.weixin.qq.com/", options.BaseUrl.AbsoluteUri);
        Assert.Empty(Good().Warnings);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            ("CorpId", " wx1 "), ("AgentId", " 7 "), ("Secret", "new"), ("Token", "new"), ("EncodingAesKey", $" {Key} "), ("TokenPrevious", "old"),
            ("EncodingAesKeyPrevious", KeyBefore), ("ReplyFormat", "markdown"), ("Platforms:WeCom:BaseUrl", "http://127.0.0.1:5000/wecom"));

        Assert.Equal(("wx1", 7, WeComAppReplyFormat.Markdown, "http://127.0.0.1:5000/wecom/"), (options.CorpId, options.AgentId, options.ReplyFormat, options.BaseUrl.AbsoluteUri));
        Assert.Equal(["new", "old"], options.Callback.Select(secret => secret.Token));
        Assert.NotEqual(options.Callback[0].Key, options.Callback[1].Key);
    }

    /// <summary>The console changes them together.</summary>
    [Fact]
    public void Half_of_the_pair_before_is_a_mistake_that_names_the_other_half()
    {
        Assert.StartsWith("Bots:wecom:EncodingAesKeyPrevious (", Assert.Single(Refused(("TokenPrevious", "old"))), StringComparison.Ordinal);
        Assert.StartsWith("Bots:wecom:TokenPrevious (", Assert.Single(Refused(("EncodingAesKeyPrevious", KeyBefore))), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_apps_of_one_company_are_two() => Assert.NotEqual(Options().AppId, Options(("AgentId", "1000007")).AppId);

    [Fact]
    public void A_company_id_that_looks_like_none_is_warned_of() =>
        Assert.Contains("企业ID", Assert.Single(Good(("CorpId", "1000002")).Warnings), StringComparison.Ordinal);

    [Fact]
    public void What_callbacks_are_encrypted_with_is_printed_nowhere()
    {
        var registration = Good();

        foreach (var printed in (string?[])[registration.ToString(), Options().ToString(), Options().Callback[0].ToString()])
        {
            Assert.DoesNotContain(Key, printed, StringComparison.Ordinal);
            Assert.DoesNotContain("t0ken", printed, StringComparison.Ordinal);
        }
    }

    protected override object OptionsOf(BotRegistration registration) => Assert.IsType<WeComAppServices>(registration).Options;

    private WeComAppOptions Options(params IEnumerable<(string Key, string Value)> settings) => (WeComAppOptions)OptionsOf(Good(settings));
}
