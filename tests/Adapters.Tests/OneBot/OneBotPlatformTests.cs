using BotHost.Adapters.OneBot;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.AccessTokens;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotPlatformTests
{
    private readonly List<string> _mistakes = [];

    [Fact]
    public void Two_settings_are_enough()
    {
        var options = Options(("BaseUrl", "http://127.0.0.1:3000"), ("Secret", "s3cret"));

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
        var registration = Configure(("BaseUrl", "http://127.0.0.1:3000"), ("AllowUnsigned", "true"));

        Assert.Contains("AllowUnsigned", Assert.Single(registration!.Warnings), StringComparison.Ordinal);
        Assert.Empty(Assert.IsType<OneBotServices>(registration).Options.InboundSecrets);
    }

    [Fact]
    public void Every_missing_setting_is_named_by_all_its_names()
    {
        Assert.Null(Configure(("AccessToken", "tok")));

        Assert.Collection(_mistakes,
            mistake => Assert.StartsWith("Bots:onebot:BaseUrl (ONEBOT_BASE_URL): missing. Set", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("Bots:onebot:Secret (ONEBOT_SECRET): missing. Set", mistake, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("BaseUrl", "127.0.0.1:3000", "ONEBOT_BASE_URL")]
    [InlineData("BaseUrl", "ws://127.0.0.1:3001", "http(s)")]
    [InlineData("BaseUrl", "http://127.0.0.1:3000/?access_token=geheim", "http(s)")]
    [InlineData("AllowUnsigned", "yes please", "neither true nor false")]
    [InlineData("AllowUnsigned", "true", "with a secret every webhook must be signed")]
    [InlineData("AccessToken", "to ken", "blank")]
    [InlineData("SecretPrevious", "one\ntwo", "line break")]
    public void A_wrong_value_is_a_mistake_that_does_not_repeat_it(string key, string value, string explanation)
    {
        var settings = new Dictionary<string, string> { ["BaseUrl"] = "http://127.0.0.1:3000", ["Secret"] = "s3cret", [key] = value };

        Assert.Null(Configure([.. settings.Select(setting => (setting.Key, setting.Value))]));

        var mistake = Assert.Single(_mistakes);
        Assert.StartsWith($"Bots:onebot:{key} (", mistake, StringComparison.Ordinal);
        Assert.Contains(explanation, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_others_can_listen_to_is_warned_of()
    {
        Assert.Contains("https", Assert.Single(Configure(("BaseUrl", "http://napcat.example:3000"), ("Secret", "s"))!.Warnings), StringComparison.Ordinal);
        Assert.Empty(Configure(("BaseUrl", "http://localhost:3000"), ("Secret", "s"))!.Warnings);
        Assert.Empty(Configure(("BaseUrl", "https://napcat.example"), ("Secret", "s"))!.Warnings);
    }

    [Fact]
    public void Every_alias_leads_to_a_setting_that_is_read_and_only_required_ones_make_a_bot()
    {
        var platform = new OneBotPlatform();

        Assert.All(platform.Aliases, alias =>
        {
            Assert.Equal("Bots:" + platform.DefaultBot, alias.Key[..alias.Key.LastIndexOf(':')]);
            Assert.Contains(alias.Key[(alias.Key.LastIndexOf(':') + 1)..], platform.SettingNames);
            Assert.Equal(!alias.Key.EndsWith(":AccessToken", StringComparison.Ordinal), alias.Activates);
        });
    }

    [Fact]
    public void Options_never_print_their_secrets()
    {
        var printed = Options(("BaseUrl", "http://127.0.0.1"), ("Secret", "s3cret"), ("AccessToken", "t0ken")).ToString();
        Assert.DoesNotContain("s3cret", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_bots_of_the_platform_run_side_by_side()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IAccessTokenStore>(new MemoryTokenStore());
        Configure("sales", ("BaseUrl", "http://127.0.0.1:3000"), ("Secret", "s1"))!.AddServices(services);
        Configure("support", ("BaseUrl", "http://127.0.0.1:3001"), ("Secret", "s2"))!.AddServices(services);
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

    private OneBotOptions Options(params (string Key, string Value)[] settings)
    {
        var registration = Configure(settings);
        Assert.Empty(_mistakes);
        return Assert.IsType<OneBotServices>(registration).Options;
    }

    private BotRegistration? Configure(params (string Key, string Value)[] settings) => Configure("onebot", settings);

    private BotRegistration? Configure(string bot, params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => $"Bots:{bot}:{setting.Key}", setting => (string?)setting.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new OneBotPlatform().Configure(
            new BotSettings(bot, configuration.GetSection($"Bots:{bot}"), configuration.GetSection("Platforms:OneBot")), _mistakes);
    }
}
