using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.AccessTokens;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Adapters.Tests;

/// <summary>What an administrator may expect of any platform's settings. A platform says what they are called, and adds the rules that are its own.</summary>
public abstract class PlatformContract
{
    protected abstract Platform Platform { get; }

    /// <summary>In the order in which they are read.</summary>
    protected abstract IReadOnlyList<RequiredSetting> Required { get; }

    /// <summary>The settings that nobody may read in a log.</summary>
    protected abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>One wrong setting beside good ones, and what its mistake says.</summary>
    protected abstract IReadOnlyList<(string Key, string Value, string Explanation)> Wrong { get; }

    /// <summary>Those in force, whose type is the platform's own affair.</summary>
    protected abstract object OptionsOf(BotRegistration registration);

    [Fact]
    public void Every_missing_setting_is_named_by_all_its_names()
    {
        Assert.Equal(
            Required.Select(setting => $"Bots:{Platform.DefaultBot}:{setting.Key} ({setting.ShortNames}): missing"),
            Refused(Required.Select(setting => (setting.Key, ""))).Select(mistake => mistake.Split(". ")[0]));
        Assert.All(Required, missing => Assert.Matches(@": missing\. \S.+\.$", Assert.Single(Refused((missing.Key, " ")))));      // and what to do
    }

    [Fact]
    public void A_bot_of_another_name_has_the_long_environment_names()
    {
        Assert.Equal(
            Required.Select(setting => $"Bots:sales:{setting.Key} (Bots__sales__{setting.Key}): missing"),
            Mistakes("sales").Select(mistake => mistake.Split(". ")[0]));
    }

    [Fact]
    public void A_wrong_setting_is_explained_and_its_value_never_repeated()
    {
        Assert.All(Wrong, wrong => AssertExplained(wrong.Key, wrong.Value, wrong.Explanation));
    }

    [Fact]
    public void A_required_setting_is_one_line_of_a_reasonable_length()
    {
        Assert.All(Required, setting =>
        {
            Assert.Contains(Refused((setting.Key, new string('x', 257))), mistake => mistake.Contains("longer than 256", StringComparison.Ordinal));
            Assert.Contains(Refused((setting.Key, "one\ntwo")), mistake => mistake.Contains("line break", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("platform.example")]
    [InlineData("ftp://platform.example")]
    [InlineData("https://platform.example/?token=1")]
    [InlineData("https://user:password@platform.example")]
    public void An_address_is_a_complete_one_without_anything_secret_in_it(string value)
    {
        Assert.All(Addresses, address => AssertExplained(address.Key, value, $"({address.Name}): no complete http(s) address"));
    }

    [Fact]
    public void An_address_that_others_can_listen_to_is_warned_of()
    {
        Assert.All(Addresses, address =>
        {
            var protectedOnes = Good((address.Key, "https://proxy.example/")).Warnings;
            var warning = Assert.Single(Good((address.Key, "http://proxy.example/")).Warnings.Except(protectedOnes));
            Assert.StartsWith($"{address.Key} is not https", warning, StringComparison.Ordinal);
            Assert.Equal(protectedOnes, Good((address.Key, "http://127.0.0.1:5000/")).Warnings);
        });
    }

    [Fact]
    public void Every_alias_leads_to_a_setting_that_is_read_and_only_required_ones_make_a_bot()
    {
        Assert.NotEmpty(Addresses);
        Assert.All(Platform.Aliases, alias =>
        {
            var end = alias.Key.LastIndexOf(':');
            var (section, name) = (alias.Key[..end], alias.Key[(end + 1)..]);
            Assert.True(
                (section == $"Bots:{Platform.DefaultBot}" && Platform.SettingNames.Contains(name))
                || (section == $"Platforms:{Platform.AddressesName}" && Addresses.Contains(alias)), alias.Key);
            Assert.Equal(section.StartsWith("Bots:", StringComparison.Ordinal) && Required.Any(setting => setting.Key == name), alias.Activates);
        });
    }

    [Fact]
    public void A_secret_is_printed_nowhere()
    {
        Assert.Subset(Platform.SettingNames.ToHashSet(), Secrets.ToHashSet());
        var registration = Good(Secrets.Select(secret => (secret, $"the-{secret}")));

        foreach (var printed in (string?[])[registration.ToString(), OptionsOf(registration).ToString(), .. registration.Warnings])
        {
            Assert.All(Secrets, secret => Assert.DoesNotContain($"the-{secret}", printed, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Two_bots_of_the_platform_run_side_by_side()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IAccessTokenStore>(new MemoryTokenStore());
        services.AddSingleton<IMediaStore>(new KeptPictures());
        services.AddSingleton<IDeliveries>(new NoDeliveries());
        string[] bots = ["sales", "support"];
        foreach (var bot in bots)
        {
            var (registration, _) = Configure(Platform, bot, Required.Select(setting => (setting.Key, setting.Value)));
            registration!.AddServices(services);
        }

        await using var provider = services.BuildServiceProvider();
        foreach (var type in new[] { typeof(IWebhookReceiver), typeof(IReplySender), typeof(IBotProbe) })
        {
            Assert.Distinct(bots.Select(bot => provider.GetRequiredKeyedService(type, bot)));
        }

        var nothing = new WebhookRequest { Method = "POST", Query = QueryCollection.Empty, Headers = new HeaderDictionary(), Body = default };
        Assert.All(bots, bot => Assert.InRange(Assert.IsType<WebhookResult.Rejected>(provider.GetRequiredKeyedService<IWebhookReceiver>(bot).Receive(nothing)).Status, 400, 403));
        Assert.Single(services, service => service.ServiceType.Name == "PlatformClient");       // and share their connections
    }

    /// <summary>The default bot with the required settings, and these over them.</summary>
    protected BotRegistration Good(params IEnumerable<(string Key, string Value)> settings)
    {
        var (registration, mistakes) = Configure(Platform, Platform.DefaultBot, With(settings));
        Assert.Empty(mistakes);
        return Assert.IsType<BotRegistration>(registration, exactMatch: false);
    }

    /// <summary>What is said of it if that makes none.</summary>
    protected IReadOnlyList<string> Refused(params IEnumerable<(string Key, string Value)> settings) => Mistakes(Platform.DefaultBot, With(settings));

    /// <param name="platform">Whose bot it is.</param>
    /// <param name="bot">Its name.</param>
    /// <param name="settings">All there are: the bot's own by their names, others by their whole keys. Of one that comes twice the last counts.</param>
    protected static (BotRegistration? Registration, IReadOnlyList<string> Mistakes) Configure(
        Platform platform, string bot, params IEnumerable<(string Key, string Value)> settings)
    {
        ArgumentNullException.ThrowIfNull(platform);
        var values = settings.GroupBy(setting => IsWhole(setting.Key) ? setting.Key : $"Bots:{bot}:{setting.Key}", setting => setting.Value)
            .ToDictionary(given => given.Key, given => (string?)given.Last());
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        List<string> mistakes = [];
        var registration = platform.Configure(
            new BotSettings(bot, configuration.GetSection($"Bots:{bot}"), configuration.GetSection($"Platforms:{platform.AddressesName}")), mistakes);
        return (registration, mistakes);
    }

    private static bool IsWhole(string key) => key.StartsWith("Bots:", StringComparison.Ordinal) || key.StartsWith("Platforms:", StringComparison.Ordinal);

    private IEnumerable<SettingAlias> Addresses => Platform.Aliases.Where(alias => alias.Key.EndsWith("BaseUrl", StringComparison.Ordinal));

    private IEnumerable<(string Key, string Value)> With(IEnumerable<(string Key, string Value)> settings) =>
        Required.Select(setting => (setting.Key, setting.Value)).Concat(settings);

    private IReadOnlyList<string> Mistakes(string bot, params IEnumerable<(string Key, string Value)> settings)
    {
        var (registration, mistakes) = Configure(Platform, bot, settings);
        Assert.Null(registration);
        return mistakes;
    }

    private void AssertExplained(string key, string value, string explanation)
    {
        var mistake = Assert.Single(Refused((key, value)));
        Assert.StartsWith($"{(IsWhole(key) ? key : $"Bots:{Platform.DefaultBot}:{key}")} (", mistake, StringComparison.Ordinal);
        Assert.Contains(explanation, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain(value, mistake, StringComparison.Ordinal);
    }

    private sealed class NoDeliveries : IDeliveries
    {
        public ValueTask<Delivery?> FindAsync(string bot, string dedupKey, CancellationToken cancellationToken) => ValueTask.FromResult<Delivery?>(null);

        public Task<bool> TryReplaceAsync(string bot, string dedupKey, string seen, string value, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
