using BotHost.Adapters.DingTalk;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.AccessTokens;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkPlatformTests
{
    private readonly List<string> _mistakes = [];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options(("AppKey", "dingabc"), ("AppSecret", "s3cret"));

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
            ("CardTemplateId", "t.schema"), ("CardContentKey", "msgContent"), ("Reaction", "thinking"), ("ReplyVia", "sessionwebhook"), ("Platforms:BaseUrl", "http://127.0.0.1:5000/ding"), ("Platforms:LegacyBaseUrl", "http://127.0.0.1:5001/"));

        Assert.Equal(("dingabc", "dingrobot", "t.schema", DingTalkReplyVia.SessionWebhook), (options.AppKey, options.RobotCode, options.CardTemplateId, options.ReplyVia));
        Assert.Equal(("msgContent", DingTalkReaction.Thinking), (options.CardContentKey, options.Reaction));
        Assert.Equal(["new", "old"], options.InboundSecrets);
        Assert.Equal(["测试助手", "小助手", "测试助手"], options.RobotNames);
        Assert.Equal("http://127.0.0.1:5000/ding/", options.BaseUrl.AbsoluteUri);
    }

    [Fact]
    public void Robot_names_may_be_a_list()
    {
        Assert.Equal(["甲", "乙"], Options(("AppKey", "a"), ("AppSecret", "b"), ("RobotNames:0", "甲"), ("RobotNames:1", "乙")).RobotNames);
    }

    [Fact]
    public void Every_missing_setting_is_named_by_all_its_names()
    {
        Assert.Null(Configure(("AppKey", ""), ("RobotCode", "dingrobot")));

        Assert.Collection(_mistakes,
            mistake => Assert.StartsWith("Bots:dingtalk:AppKey (DINGTALK_APP_KEY or DING_APP_KEY): missing. Copy", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("Bots:dingtalk:AppSecret (DINGTALK_APP_SECRET or DING_APP_SECRET): missing. Copy", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void A_bot_of_another_name_has_the_long_environment_name()
    {
        Assert.Null(Configure("sales", ("AppKey", "dingabc")));

        Assert.StartsWith("Bots:sales:AppSecret (Bots__sales__AppSecret): missing.", Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ReplyVia", "Pigeon", "Auto, OpenApi, SessionWebhook")]
    [InlineData("ReplyVia", "1", "Auto, OpenApi, SessionWebhook")]
    [InlineData("Reaction", "Applause", "Off, Thinking")]
    [InlineData("CardContentKey", "msg content", "blank")]
    [InlineData("AppKey", "ding abc", "blank")]
    [InlineData("AppSecret", "one\ntwo", "line break")]
    [InlineData("RobotCode", "ding\u0007", "control character")]
    [InlineData("Platforms:BaseUrl", "api.dingtalk.example", "DINGTALK_BASE_URL")]
    [InlineData("Platforms:BaseUrl", "ftp://api.dingtalk.com", "DINGTALK_BASE_URL")]
    [InlineData("Platforms:LegacyBaseUrl", "https://user:password@oapi.dingtalk.com", "DINGTALK_LEGACY_BASE_URL")]
    public void A_wrong_setting_is_explained_and_its_value_never_repeated(string key, string value, string explanation)
    {
        Assert.Null(Configure(("AppKey", "dingabc"), ("AppSecret", "s3cret"), (key, value)));

        var mistake = Assert.Single(_mistakes);
        Assert.Contains(key.Replace("Platforms:", "Platforms:DingTalk:", StringComparison.Ordinal), mistake, StringComparison.Ordinal);
        Assert.Contains(explanation, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain(value == "1" ? "\"1\"" : value, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_a_whole_file_is_a_mistake()
    {
        Assert.Null(Configure(("AppKey", "dingabc"), ("AppSecret", new string('x', 257))));
        Assert.Contains("longer than 256", Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unsafe_or_without_effect_is_warned_of()
    {
        var registration = Configure(("AppKey", "a"), ("AppSecret", "b"), ("CardTemplateId", "c"), ("ReplyVia", "SessionWebhook"), ("Platforms:BaseUrl", "http://proxy.example/"));

        Assert.Equal(2, registration!.Warnings.Count);
        Assert.Empty(Configure(("AppKey", "a"), ("AppSecret", "b"), ("CardTemplateId", "c"), ("Platforms:BaseUrl", "http://127.0.0.1/"))!.Warnings);
    }

    [Fact]
    public void Every_alias_leads_to_a_setting_that_is_read_and_only_required_ones_make_a_bot()
    {
        var platform = new DingTalkPlatform();

        Assert.All(platform.Aliases.Where(alias => alias.Key.StartsWith("Bots:", StringComparison.Ordinal)), alias =>
        {
            Assert.Equal("Bots:" + platform.DefaultBot, alias.Key[..alias.Key.LastIndexOf(':')]);
            Assert.Contains(alias.Key[(alias.Key.LastIndexOf(':') + 1)..], platform.SettingNames);
            Assert.Equal(alias.Key.EndsWith(":AppKey", StringComparison.Ordinal) || alias.Key.EndsWith(":AppSecret", StringComparison.Ordinal), alias.Activates);
        });
    }

    [Fact]
    public void Options_never_print_their_secrets()
    {
        Assert.DoesNotContain("s3cret", Options(("AppKey", "dingabc"), ("AppSecret", "s3cret")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_bots_of_the_platform_run_side_by_side()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IAccessTokenStore>(new MemoryTokenStore());
        Configure("sales", ("AppKey", "a"), ("AppSecret", "s1"))!.AddServices(services);
        Configure("support", ("AppKey", "b"), ("AppSecret", "s2"))!.AddServices(services);
        await using var provider = services.BuildServiceProvider();

        foreach (var bot in new[] { "sales", "support" })
        {
            Assert.NotNull(provider.GetRequiredKeyedService<IReplySender>(bot));
            Assert.NotNull(provider.GetRequiredKeyedService<IBotProbe>(bot));
            Assert.Equal(401, Assert.IsType<WebhookResult.Rejected>(provider.GetRequiredKeyedService<IWebhookReceiver>(bot)
                .Receive(Webhooks.Request("POST", []))).Status);
        }

        Assert.Single(services, service => service.ServiceType.Name == "PlatformClient");
    }

    private DingTalkOptions Options(params (string Key, string Value)[] settings)
    {
        var registration = Configure(settings);
        Assert.Empty(_mistakes);
        return Assert.IsType<DingTalkServices>(registration).Options;
    }

    private BotRegistration? Configure(params (string Key, string Value)[] settings) => Configure("dingtalk", settings);

    private BotRegistration? Configure(string bot, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
            values[key.StartsWith("Platforms:", StringComparison.Ordinal) ? key.Replace("Platforms:", "Platforms:DingTalk:", StringComparison.Ordinal) : $"Bots:{bot}:{key}"] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new DingTalkPlatform().Configure(
            new BotSettings(bot, configuration.GetSection($"Bots:{bot}"), configuration.GetSection("Platforms:DingTalk")), _mistakes);
    }
}
