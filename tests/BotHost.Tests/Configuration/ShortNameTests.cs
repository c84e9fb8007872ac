namespace BotHost.Tests.Configuration;

public sealed class ShortNameTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void The_short_names_of_the_required_settings_bring_the_bot_into_being()
    {
        var read = _given.Variable("FAKE_KEY", "k").Variable("FAKE_SECRET", "s").Variable("FAKE_ROBOT", "r").Variable("FAKE_BASE_URL", "http://127.0.0.1:1").Read();

        read.AssertNoMistakes();
        Assert.Equal(("fake", "k", "r", "http://127.0.0.1:1"), (read.Bot.Bot, read.Bot.Key, read.Bot.Robot, read.Bot.BaseUrl));
    }

    [Fact]
    public void Some_but_not_all_required_settings_are_a_mistake()
    {
        var mistake = Assert.Single(_given.Variable("FAKE_KEY", "k").Read().Mistakes);
        Assert.StartsWith("Bots:fake:Secret (FAKE_SECRET): missing", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FAKE_ROBOT")]
    [InlineData("FAKE_BASE_URL")]
    [InlineData("OPENAI_BASE_URL")]
    public void An_optional_setting_alone_configures_nothing(string name)
    {
        var read = _given.Variable(name, "x").Read();
        read.AssertNoMistakes();
        Assert.Empty(read.Settings.Bots);
        Assert.Empty(read.Configuration.GetSection("Bots").GetChildren());
        Assert.Empty(read.Configuration.GetSection("Models").GetChildren());
    }

    [Theory]
    [InlineData("file")]
    [InlineData("secrets")]
    [InlineData("command line")]
    public void An_optional_setting_counts_for_a_bot_that_another_source_configures(string source)
    {
        _given.Variable("FAKE_ROBOT", "r");
        _ = source switch
        {
            "file" => _given.File("""{ "Bots": { "Fake": { "Platform": "Fake", "Key": "k", "Secret": "s" } } }"""),
            "secrets" => _given.Secret("FAKE_KEY", "k\n").Secret("FAKE_SECRET", "s"),
            _ => _given.Arguments("--Bots:fake:Platform=Fake", "--Bots:fake:Key=k", "--Bots:fake:Secret=s"),
        };

        var read = _given.Read();

        read.AssertNoMistakes();
        Assert.Equal("r", read.Bot.Robot);
    }

    [Fact]
    public void The_platform_of_a_short_name_gives_way_to_one_that_is_set()
    {
        _given.Bot().File("""{ "Bots": { "fake": { "Platform": "Other" } } }""");
        var mistake = Assert.Single(_given.Read().Mistakes);
        Assert.StartsWith("Bots:fake:Platform: no platform of this version", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "Models:default:ApiKeys")]
    [InlineData("OPENAI_KEY", "Models:default:ApiKeys")]
    [InlineData("OPENAI_MODEL", "Models:default:Model")]
    [InlineData("OPENAI_TRANSCRIPTION_MODEL", "Models:transcription:Model")]
    [InlineData("OPENAI_IMAGE_MODEL", "Models:image:Model")]
    public void Models_have_short_names_too(string name, string key) =>
        Assert.Equal("x", _given.Variable(name, "x").Read()[key]);

    [Theory]
    [InlineData("FAKE_KEY", "Bots__fake__Key")]
    [InlineData("FAKE_KEY", "FK_KEY")]
    [InlineData("Bots__fake__Key", "BOTS__FAKE__KEY")]
    public void Two_names_of_one_setting_that_differ_are_a_mistake_that_names_both(string one, string other)
    {
        var mistakes = _given.Bot().Variable(one, "s3cret-1").Variable(other, "s3cret-2").Read().Mistakes;

        var mistake = Assert.Single(mistakes, mistake => mistake.Contains("different values in the environment", StringComparison.Ordinal));
        Assert.Contains(one, mistake, StringComparison.Ordinal);
        Assert.Contains(other, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_names_of_one_setting_may_agree()
    {
        var read = _given.Bot().Variable("FK_KEY", "k").Variable("Bots__fake__Key", "k").Read();
        read.AssertNoMistakes();
        Assert.Equal("k", read.Bot.Key);
    }

    [Fact]
    public void A_short_name_in_a_stronger_source_wins_over_the_long_key_in_a_weaker_one()
    {
        var read = _given.Bot().Secret("Bots__fake__Key", "weak").Arguments("--FK_KEY", "strong").Read();
        read.AssertNoMistakes();
        Assert.Equal("strong", read.Bot.Key);
    }
}
