using BotHost.Adapters.DingTalk;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkPlatformTests : PlatformContract
{
    protected override Platform Platform { get; } = new DingTalkPlatform();

    protected override IReadOnlyList<RequiredSetting> Required { get; } =
    [
        new("AppKey", "DINGTALK_APP_KEY or DING_APP_KEY", "dingabc"),
        new("AppSecret", "DINGTALK_APP_SECRET or DING_APP_SECRET", "s3cret"),
    ];

    protected override IReadOnlyList<string> Secrets { get; } = ["AppSecret", "AppSecretPrevious"];

    protected override IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; } =
    [
        ("ReplyVia", "Pigeon", "Auto, OpenApi, SessionWebhook"),
        ("ReplyVia", "1", "Auto, OpenApi, SessionWebhook"),
        ("Reaction", "Applause", "Off, Thinking"),
        ("CardContentKey", "msg content", "blank"),
        ("AppKey", "ding abc", "blank"),
        ("RobotCode", "ding\u0007", "control character"),
    ];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options();

        Assert.Equal(("dingabc", "s3cret", "dingabc", DingTalkReplyVia.Auto), (options.AppKey, options.AppSecret, options.RobotCode, options.ReplyVia));
        Assert.Equal("https://api.dingtalk.com/", options.BaseUrl.AbsoluteUri);
        Assert.Equal("https://oapi.dingtalk.com/", options.LegacyBaseUrl.AbsoluteUri);
        Assert.Equal(["s3cret"], options.InboundSecrets);
        Assert.Equal((false, "content", DingTalkReaction.Off), (options.ShowsCards, options.CardContentKey, options.Reaction));
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            ("AppKey", " dingabc "), ("AppSecret", "new"), ("AppSecretPrevious", "old"), ("RobotCode", "dingrobot"), ("RobotNames", "@测试助手, 小助手，, 测试助手"),
            ("CardTemplateId", "t.schema"), ("CardContentKey", "msgContent"), ("Reaction", "thinking"), ("ReplyVia", "sessionwebhook"),
            ("Platforms:DingTalk:BaseUrl", "http://127.0.0.1:5000/ding"), ("Platforms:DingTalk:LegacyBaseUrl", "http://127.0.0.1:5001/"));

        Assert.Equal(("dingabc", "dingrobot", "t.schema", DingTalkReplyVia.SessionWebhook), (options.AppKey, options.RobotCode, options.CardTemplateId, options.ReplyVia));
        Assert.Equal(("msgContent", DingTalkReaction.Thinking), (options.CardContentKey, options.Reaction));
        Assert.Equal(["new", "old"], options.InboundSecrets);
        Assert.Equal(["测试助手", "小助手", "测试助手"], options.RobotNames);
        Assert.Equal(("http://127.0.0.1:5000/ding/", "http://127.0.0.1:5001/"), (options.BaseUrl.AbsoluteUri, options.LegacyBaseUrl.AbsoluteUri));
    }

    [Fact]
    public void Robot_names_may_be_a_list()
    {
        Assert.Equal(["甲", "乙"], Options(("RobotNames:0", "甲"), ("RobotNames:1", "乙")).RobotNames);
    }

    [Fact]
    public void Cards_that_cannot_be_used_are_warned_of()
    {
        Assert.Contains("CardTemplateId", Assert.Single(Good(("CardTemplateId", "c"), ("ReplyVia", "SessionWebhook")).Warnings), StringComparison.Ordinal);
        Assert.Empty(Good(("CardTemplateId", "c")).Warnings);
    }

    protected override object OptionsOf(BotRegistration registration) => Assert.IsType<DingTalkServices>(registration).Options;

    private DingTalkOptions Options(params IEnumerable<(string Key, string Value)> settings) => (DingTalkOptions)OptionsOf(Good(settings));
}
