using BotHost.Adapters.Crypto;
using BotHost.Adapters.QQ;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.AccessTokens;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQPlatformTests
{
    private readonly List<string> _mistakes = [];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options(("AppId", "102000001"), ("AppSecret", "s3cret"));

        Assert.Equal(("102000001", "s3cret", false, false), (options.AppId, options.AppSecret, options.Sandbox, options.ShowTyping));
        Assert.Equal("https://api.sgroup.qq.com/", options.BaseUrl.AbsoluteUri);
        Assert.Equal("https://bots.qq.com/", options.TokenBaseUrl.AbsoluteUri);
        Assert.Equal(["s3cret"], options.InboundSecrets);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Options(
            ("AppId", " 102000001 "), ("AppSecret", "new"), ("AppSecretPrevious", "old"), ("Sandbox", "True"), ("ShowTyping", "true"),
            ("Platforms:BaseUrl", "http://127.0.0.1:5000/qq"), ("Platforms:TokenBaseUrl", "http://127.0.0.1:5001/"));

        Assert.Equal(("102000001", true, true), (options.AppId, options.Sandbox, options.ShowTyping));
        Assert.Equal(["new", "old"], options.InboundSecrets);
        Assert.Equal(("http://127.0.0.1:5000/qq/", "http://127.0.0.1:5001/"), (options.BaseUrl.AbsoluteUri, options.TokenBaseUrl.AbsoluteUri));
    }

    [Fact]
    public void The_sandbox_has_an_address_of_its_own_and_says_so()
    {
        var registration = Configure(("AppId", "1"), ("AppSecret", "s"), ("Sandbox", "true"));

        Assert.Equal("https://sandbox.api.sgroup.qq.com/", Assert.IsType<QQServices>(registration).Options.BaseUrl.AbsoluteUri);
        Assert.Contains("Sandbox", Assert.Single(registration.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AppId", "QQ_APP_ID")]
    [InlineData("AppSecret", "QQ_APP_SECRET")]
    public void What_is_required_and_missing_is_named_by_all_its_names(string missing, string shortName)
    {
        Assert.Null(Configure(("AppId", missing == "AppId" ? "" : "1"), ("AppSecret", missing == "AppSecret" ? "" : "s")));

        Assert.Contains($"Bots:qq:{missing} ({shortName}): missing.", Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AppId", "102 1", "blank")]
    [InlineData("Sandbox", "maybe", "neither true nor false")]
    [InlineData("ShowTyping", "1", "neither true nor false")]
    [InlineData("Platforms:BaseUrl", "api.sgroup.qq.com", "QQ_BASE_URL")]
    [InlineData("Platforms:TokenBaseUrl", "ftp://bots.qq.com", "QQ_TOKEN_BASE_URL")]
    public void A_wrong_setting_is_explained(string key, string value, string explanation)
    {
        Assert.Null(Configure(("AppId", "1"), ("AppSecret", "s"), (key, value)));
        Assert.Contains(explanation, Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_can_check_signatures_the_bot_does_not_start()
    {
        Assert.Null(Configure(new QQPlatform(() => null), "qq", ("AppId", "1"), ("AppSecret", "s")));
        Assert.Contains("Ed25519", Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_travels_readable_is_warned_of()
    {
        var registration = Configure(("AppId", "1"), ("AppSecret", "s"), ("Platforms:BaseUrl", "http://proxy.example/"), ("Platforms:TokenBaseUrl", "http://proxy.example/"));

        Assert.Equal(2, registration!.Warnings.Count);
        Assert.Empty(Configure(("AppId", "1"), ("AppSecret", "s"), ("Platforms:BaseUrl", "http://127.0.0.1/"))!.Warnings);
    }

    [Fact]
    public void Every_alias_leads_to_a_setting_that_is_read_and_only_required_ones_make_a_bot()
    {
        var platform = new QQPlatform();

        Assert.All(platform.Aliases.Where(alias => alias.Key.StartsWith("Bots:", StringComparison.Ordinal)), alias =>
        {
            Assert.Equal("Bots:" + platform.DefaultBot, alias.Key[..alias.Key.LastIndexOf(':')]);
            Assert.Contains(alias.Key[(alias.Key.LastIndexOf(':') + 1)..], platform.SettingNames);
            Assert.Equal(alias.Key.EndsWith(":AppId", StringComparison.Ordinal) || alias.Key.EndsWith(":AppSecret", StringComparison.Ordinal), alias.Activates);
        });
    }

    [Fact]
    public void Options_never_print_their_secrets()
    {
        Assert.DoesNotContain("s3cret", Options(("AppId", "1"), ("AppSecret", "s3cret")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_bots_of_the_platform_run_side_by_side()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IAccessTokenStore>(new MemoryTokenStore());
        Configure("sales", ("AppId", "1"), ("AppSecret", "s1"))!.AddServices(services);
        Configure("support", ("AppId", "2"), ("AppSecret", "s2"))!.AddServices(services);
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

    private QQOptions Options(params (string Key, string Value)[] settings)
    {
        var registration = Configure(settings);
        Assert.Empty(_mistakes);
        return Assert.IsType<QQServices>(registration).Options;
    }

    private BotRegistration? Configure(params (string Key, string Value)[] settings) => Configure("qq", settings);

    private BotRegistration? Configure(string bot, params (string Key, string Value)[] settings) => Configure(new QQPlatform(() => Ed25519.Available), bot, settings);

    private BotRegistration? Configure(QQPlatform platform, string bot, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
            values[key.StartsWith("Platforms:", StringComparison.Ordinal) ? key.Replace("Platforms:", "Platforms:QQ:", StringComparison.Ordinal) : $"Bots:{bot}:{key}"] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return platform.Configure(new BotSettings(bot, configuration.GetSection($"Bots:{bot}"), configuration.GetSection("Platforms:QQ")), _mistakes);
    }
}
