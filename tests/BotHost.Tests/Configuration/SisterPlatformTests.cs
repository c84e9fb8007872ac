using BotHost.Adapters;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Configuration;

/// <summary>Two platforms of one company lie at one address, which is set once for both.</summary>
public sealed class SisterPlatformTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Theory]
    [InlineData("SISTERS_BASE_URL")]
    [InlineData("Platforms__Sisters__BaseUrl")]
    public void The_address_of_both_is_one_setting(string name)
    {
        var read = Given().Variable(name, "http://127.0.0.1:1").Read(_sisters);

        read.AssertNoMistakes();
        Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:1"], read.Settings.Bots.Select(bot => ((SisterRegistration)bot.Registration).BaseUrl));
    }

    [Fact]
    public void Each_of_them_alone_has_no_address()
    {
        var mistake = Assert.Single(Given().Arguments("--Platforms:Elder:BaseUrl=x").Read(_sisters).Mistakes);

        Assert.StartsWith("Platforms:Elder: no setting", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelled_address_is_one_mistake_and_not_two() =>
        Assert.StartsWith("Platforms:Sisters:BaseUri: no setting (did you mean BaseUrl?)",
            Assert.Single(Given().Arguments("--Platforms:Sisters:BaseUri=x").Read(_sisters).Mistakes), StringComparison.Ordinal);

    private static readonly Platform[] _sisters = [new SisterPlatform("Elder"), new SisterPlatform("Younger")];

    private GivenSettings Given() => _given.Arguments("--Bots:a:Platform=Elder", "--Bots:b:Platform=Younger");

    private sealed class SisterPlatform(string name) : Platform
    {
        public override string Name => name;

        public override string AddressesName => "Sisters";

        public override string DefaultBot => name.ToUpperInvariant();

        public override IReadOnlyList<SettingAlias> Aliases { get; } = [new("SISTERS_BASE_URL", "Platforms:Sisters:BaseUrl")];

        public override IReadOnlyList<string> SettingNames => [];

        public override BotRegistration Configure(BotSettings settings, ICollection<string> mistakes) =>
            new SisterRegistration { Bot = settings.Bot, Platform = this, BaseUrl = settings.Platform["BaseUrl"] };
    }

    private sealed class SisterRegistration : BotRegistration
    {
        public required string? BaseUrl { get; init; }

        public override void AddServices(IServiceCollection services) => throw new NotSupportedException("Nobody starts it.");
    }
}
