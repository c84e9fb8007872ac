using BotHost.Adapters.Feishu;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.AccessTokens;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuPlatformTests
{
    private static readonly (string Key, string Value)[] _required = [("AppId", "cli_1"), ("AppSecret", "s3cret"), ("VerificationToken", "t0ken")];

    private readonly List<string> _mistakes = [];

    [Fact]
    public void Three_settings_are_enough_and_a_missing_key_is_warned_of()
    {
        var registration = Configure(_required);
        var options = Assert.IsType<FeishuServices>(registration).Options;

        Assert.Equal(("cli_1", "s3cret", "", ""), (options.AppId, options.AppSecret, options.EncryptKey, options.Reaction));
        Assert.Equal("https://open.feishu.cn/", options.BaseUrl.AbsoluteUri);
        Assert.Equal(["t0ken"], options.VerificationTokens);
        Assert.Empty(options.EncryptKeys);
        Assert.Contains("EncryptKey", Assert.Single(registration.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            [.. _required, ("VerificationTokenPrevious", "t1"), ("EncryptKey", " 密钥 key "), ("EncryptKeyPrevious", "k1"), ("Reaction", "Typing"),
                ("Platforms:BaseUrl", "http://127.0.0.1:5000/feishu")]);

        Assert.Equal(["t0ken", "t1"], options.VerificationTokens);
        Assert.Equal(["密钥 key", "k1"], options.EncryptKeys);
        Assert.Equal(("Typing", "http://127.0.0.1:5000/feishu/"), (options.Reaction, options.BaseUrl.AbsoluteUri));
    }

    [Fact]
    public void Every_missing_setting_is_named_by_all_its_names()
    {
        Assert.Null(Configure(("EncryptKey", "k")));

        Assert.Collection(_mistakes,
            mistake => Assert.StartsWith("Bots:feishu:AppId (FEISHU_APP_ID): missing. Copy", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("Bots:feishu:AppSecret (FEISHU_APP_SECRET): missing. Copy", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("Bots:feishu:VerificationToken (FEISHU_VERIFICATION_TOKEN): missing. Copy", mistake, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AppId", "cli_ 1", "blank")]
    [InlineData("EncryptKey", "one\ntwo", "line break")]
    [InlineData("EncryptKeyPrevious", "k0", "EncryptKey too")]
    [InlineData("Reaction", "👍", "表情文案说明")]
    [InlineData("Reaction", "../x", "表情文案说明")]
    [InlineData("Platforms:BaseUrl", "open.feishu.example", "FEISHU_BASE_URL")]
    public void A_wrong_setting_is_explained_and_its_value_never_repeated(string key, string value, string explanation)
    {
        Assert.Null(Configure([.. _required, (key, value)]));

        var mistake = Assert.Single(_mistakes);
        Assert.Contains(explanation, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain(value, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_without_protection_is_warned_of()
    {
        Assert.Contains("https", Assert.Single(Configure([.. _required, ("EncryptKey", "k"), ("Platforms:BaseUrl", "http://proxy.example/")])!.Warnings), StringComparison.Ordinal);
        Assert.Empty(Configure([.. _required, ("EncryptKey", "k"), ("Platforms:BaseUrl", "http://127.0.0.1/")])!.Warnings);
    }

    [Fact]
    public void Every_alias_leads_to_a_setting_that_is_read_and_only_required_ones_make_a_bot()
    {
        var platform = new FeishuPlatform();

        Assert.All(platform.Aliases.Where(alias => alias.Key.StartsWith("Bots:", StringComparison.Ordinal)), alias =>
        {
            Assert.Equal("Bots:" + platform.DefaultBot, alias.Key[..alias.Key.LastIndexOf(':')]);
            Assert.Contains(alias.Key[(alias.Key.LastIndexOf(':') + 1)..], platform.SettingNames);
            Assert.Equal(_required.Any(setting => alias.Key.EndsWith(":" + setting.Key, StringComparison.Ordinal)), alias.Activates);
        });
    }

    [Fact]
    public void Options_never_print_their_secrets()
    {
        var printed = Options([.. _required, ("EncryptKey", "k3y")]).ToString();

        Assert.DoesNotContain("s3cret", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_bots_of_the_platform_run_side_by_side()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IAccessTokenStore>(new MemoryTokenStore());
        Configure("sales", _required)!.AddServices(services);
        Configure("support", _required)!.AddServices(services);
        await using var provider = services.BuildServiceProvider();

        foreach (var bot in new[] { "sales", "support" })
        {
            Assert.NotNull(provider.GetRequiredKeyedService<IReplySender>(bot));
            Assert.NotNull(provider.GetRequiredKeyedService<IBotProbe>(bot));
            Assert.Equal(400, provider.GetRequiredKeyedService<IWebhookReceiver>(bot).Receive(FeishuWebhooks.Request("POST", [])).Status());
        }

        Assert.Equal(2, provider.GetServices<IHostedService>().OfType<FeishuIdentity>().Distinct().Count());
        Assert.Single(services, service => service.ServiceType.Name == "PlatformClient");
    }

    private FeishuOptions Options(params (string Key, string Value)[] settings)
    {
        var registration = Configure(settings);
        Assert.Empty(_mistakes);
        return Assert.IsType<FeishuServices>(registration).Options;
    }

    private BotRegistration? Configure(params (string Key, string Value)[] settings) => Configure("feishu", settings);

    private BotRegistration? Configure(string bot, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
            values[key.StartsWith("Platforms:", StringComparison.Ordinal) ? key.Replace("Platforms:", "Platforms:Feishu:", StringComparison.Ordinal) : $"Bots:{bot}:{key}"] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new FeishuPlatform().Configure(
            new BotSettings(bot, configuration.GetSection($"Bots:{bot}"), configuration.GetSection("Platforms:Feishu")), _mistakes);
    }
}
