using BotHost.Configuration;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Llm;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Tests.Configuration;

public sealed class HostSettingsTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Without_any_setting_everything_has_its_default()
    {
        var read = _given.Read();
        read.AssertNoMistakes();
        Assert.Empty(read.Settings.Bots);
        Assert.Equal(("Data Source=data/bothost.db", 30), (read.Settings.Storage.ConnectionString, read.Settings.Storage.RetainDays));
        Assert.Equal((512, 100_000), (read.Settings.Limits.TurnsAtOnce, read.Settings.Limits.Backlog));
    }

    [Fact]
    public void The_shipped_file_repeats_the_defaults()
    {
        _given.File(File.ReadAllText(Path.Combine(Repository.Root, "appsettings.json")));
        var shipped = _given.Read();
        shipped.AssertNoMistakes();
        using var nothing = new GivenSettings();
        Assert.Equal(nothing.Read().Settings.Storage, shipped.Settings.Storage);
        Assert.Equal(nothing.Read().Settings.Limits, shipped.Settings.Limits);
        Assert.Null(shipped["urls"]);
    }

    [Fact]
    public void A_bot_has_what_was_set_for_it()
    {
        _given.Bot().Variable("OPENAI_MODEL", "x").Variable("OPENAI_KEY", "k").Arguments(
            "--Bots:fake:Model", "DEFAULT", "--Bots:fake:Persona", "You are kind.", "--Bots:fake:Context", "perchat", "--Bots:fake:Language", "en");
        var read = _given.Read();
        read.AssertNoMistakes();
        var limits = new BotLimits();
        Assert.Equal(
            new BotProfile { Name = "fake", Model = "default", Persona = "You are kind.", Context = ContextScope.PerChat, Language = Language.En, Limits = limits },
            Assert.Single(read.Settings.Bots).Profile with { Models = [], Tools = [], Limits = limits });
    }

    [Fact]
    public void Two_bots_of_one_platform_stand_side_by_side()
    {
        _given.Bot().Arguments("--Bots:second:Platform=fake", "--Bots:second:Key=k2", "--Bots:second:Secret=s2");
        var read = _given.Read();
        read.AssertNoMistakes();
        Assert.Equal(["/webhooks/fake", "/webhooks/second"], read.Settings.Bots.Select(bot => bot.WebhookPath).Order());
        Assert.Equal(["k", "k2"], read.Settings.Bots.Select(bot => ((FakeRegistration)bot.Registration).Key).Order());
    }

    [Theory]
    [InlineData("BOTS__FAKE__PERSONA")]
    [InlineData("Bots__Fake__Persona")]
    public void A_bots_name_does_not_change_its_spelling_with_the_source_that_mentions_it(string variable) =>
        Assert.Equal("fake", Assert.Single(_given.Bot().Variable(variable, "p").Read().Settings.Bots).Profile.Name);

    [Theory]
    [InlineData("a/b")]
    [InlineData("机器人")]
    [InlineData("a b")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void A_name_that_does_not_fit_into_an_address_is_a_mistake(string name)
    {
        var mistake = Assert.Single(_given.Arguments($"--Bots:{name}:Platform=Fake", $"--Bots:{name}:Key=k", $"--Bots:{name}:Secret=s").Read().Mistakes);
        Assert.StartsWith($"Bots:{name}: no name for a bot", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Bots:fake:Persoan=x", "Bots:fake:Persoan: no setting (did you mean Persona?).")]
    [InlineData("--Bots:fake:Secrte=x", "Bots:fake:Secrte: no setting (did you mean Secret?).")]
    [InlineData("--Bots:fake:Wombat=x", "Bots:fake:Wombat: no setting. Correct its name")]
    [InlineData("--Bots:fake:Context=2", "Bots:fake:Context: none of PerUser, PerChat.")]
    [InlineData("--Bots:fake:Context=0", "Bots:fake:Context: none of PerUser, PerChat.")]
    [InlineData("--Bots:fake:Language=fr", "Bots:fake:Language: none of Zh, En.")]
    [InlineData("--Bots:fake:Limits=1", "Bots:fake:Limits: has a value of its own")]
    [InlineData("--Bots:fake:Limits:Persom:MessagesPerDay=1", "Bots:fake:Limits:Persom: no setting (did you mean Person?).")]
    [InlineData("--Bots:fake:Limits:Person=1", "Bots:fake:Limits:Person: has a value of its own")]
    [InlineData("--Bots:fake:Limits:Person:MessagePerDay=1", "Bots:fake:Limits:Person:MessagePerDay: no setting (did you mean MessagesPerDay?).")]
    [InlineData("--Bots:fake:Limits:Person:MessagesPerDay=0", "Bots:fake:Limits:Person:MessagesPerDay: no whole number of messages from 1 to 1000000000000.")]
    [InlineData("--Bots:fake:Limits:Chat:TokensPerMonth=1.5", "Bots:fake:Limits:Chat:TokensPerMonth: no whole number of tokens from 1 to 1000000000000.")]
    [InlineData("--Bots:fake:Limits:Bot:MoneyPerMonth=s3cret", "Bots:fake:Limits:Bot:MoneyPerMonth: no amount of money above zero")]
    [InlineData("--Bots:fake:Limits:Bot:MoneyPerMonth=-2", "Bots:fake:Limits:Bot:MoneyPerMonth: no amount of money above zero")]
    [InlineData("--Bots:fake:Limits:MessagesPerMinute=-1", "Bots:fake:Limits:MessagesPerMinute: no whole number of messages from 0 to 6000.")]
    [InlineData("--Bots:fake:Limits:SendsPerSecond=0.5", "Bots:fake:Limits:SendsPerSecond: no whole number of messages from 0 to 1000.")]
    [InlineData("--Bots:fake:Limits:TimeZone=s3cret", "Bots:fake:Limits:TimeZone: no time zone that this machine knows.")]
    [InlineData("--Bots:fake:Limits:Currency=s3cret too long", "Bots:fake:Limits:Currency: at most 8 letters")]
    [InlineData("--Bots:fake:WordFilter=/nowhere/s3cret", "Bots:fake:WordFilter: names a file that cannot be read.")]
    [InlineData("--Bots:fake:WordFilter=/", "Bots:fake:WordFilter: names a file that cannot be read.")]
    [InlineData("--Bots:fake:WordFilter=/dev/null", "Bots:fake:WordFilter: names a file without a word.")]
    [InlineData("--Storage:AuditDays=0", "Storage:AuditDays: no whole number of days from 1 to 3650.")]
    [InlineData("--Bots:fake=x", "Bots:fake: has a value of its own")]
    [InlineData("--Bots:other:Key=x", "Bots:other:Platform: missing. Set it to Fake.")]
    [InlineData("--Bots:other:Platform=Fakee", "Bots:other:Platform: no platform of this version (did you mean Fake?).")]
    [InlineData("--Platforms:Fkae:BaseUrl=x", "Platforms:Fkae: no setting (did you mean Fake?).")]
    [InlineData("--Platforms:Fake:BaseUri=x", "Platforms:Fake:BaseUri: no setting (did you mean BaseUrl?).")]
    [InlineData("--Storage:RetainDay=3", "Storage:RetainDay: no setting (did you mean RetainDays?).")]
    [InlineData("--Storage:RetainDays=2", "Storage:RetainDays: no whole number of days from 3 to 3650.")]
    [InlineData("--Storage:RetainDays=3651", "Storage:RetainDays: no whole number of days from 3 to 3650.")]
    [InlineData("--Storage:RetainDays=30.0", "Storage:RetainDays: no whole number of days from 3 to 3650.")]
    [InlineData("--Limits:TurnsAtOnce=0", "Limits:TurnsAtOnce: no whole number of turns from 1 to 10000.")]
    [InlineData("--Limits:Backlog=-1", "Limits:Backlog: no whole number of messages from 1 to 1000000.")]
    [InlineData("--Limits:Turns=1", "Limits:Turns: no setting.")]
    [InlineData("--Storage:ConnectionString=Host=db;Password=s3cret", "Storage:ConnectionString: names a PostgreSQL server, which is not in this version.")]
    [InlineData("--Storage:ConnectionString=Data Source=:memory:", "Storage:ConnectionString: keeps messages in memory")]
    [InlineData("--Storage:ConnectionString=Data Source=x;Mode=Memory", "Storage:ConnectionString: keeps messages in memory")]
    [InlineData("--Storage:ConnectionString=Data Source=x;Mode=ReadOnly", "Storage:ConnectionString: keeps the host from")]
    [InlineData("--Storage:ConnectionString=Data Source=x;Password=s3cret", "Storage:ConnectionString: has a password")]
    [InlineData("--Storage:ConnectionString=Data Source=file:x", "Storage:ConnectionString: names its file by a URI.")]
    [InlineData("--Storage:ConnectionString=Data Source=", "Storage:ConnectionString: names no file.")]
    [InlineData("--Storage:ConnectionString=s3cret", "Storage:ConnectionString: no connection string.")]
    [InlineData("--Storage:ConnectionString=Wombat=s3cret", "Storage:ConnectionString: no connection string.")]
    public void A_mistake_names_its_key_and_says_what_is_wrong(string argument, string said)
    {
        var mistake = Assert.Single(_given.Bot().Arguments(argument).Read().Mistakes);
        Assert.StartsWith(said, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Storage:RetainDays=3")]
    [InlineData("--Storage:RetainDays=3650")]
    [InlineData("--Limits:TurnsAtOnce=10000")]
    [InlineData("--Storage:ConnectionString=Filename=/var/lib/bots.db")]
    public void The_ends_of_a_range_belong_to_it(string argument) => _given.Bot().Arguments(argument).Read().AssertNoMistakes();

    [Theory]
    [InlineData(null, "smart", "Bots:fake:Model: missing, and there is no model of the name default. Set it to smart.")]
    [InlineData("smrat", "smart", "Bots:fake:Model: names a model that is not configured (did you mean smart?). Set it to smart.")]
    [InlineData("smart", null, "Bots:fake:Model: names a model that is not configured. Add it under Models")]
    public void A_bot_that_asks_for_a_model_that_is_not_there_is_a_mistake_that_names_the_known_ones(string? asked, string? there, string said)
    {
        _given.Bot().Variable("Bots__fake__Model", asked ?? "");
        if (there is not null)
        {
            _given.Variable($"Models__{there}__Model", "m").Variable($"Models__{there}__ApiKeys", "k");
        }

        Assert.StartsWith(said, Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_model_a_bot_is_answered_by_the_built_in_one() =>
        _given.Bot().Variable("Bots__fake__Model", "default").Read().AssertNoMistakes();

    [Fact]
    public void All_mistakes_are_told_at_once_and_numbered_and_the_good_bots_stay()
    {
        _given.Bot().Arguments("--Limits:Backlog=none", "--Storage:RetainDays=none", "--Bots:other:Platform=Fake", "--Bots:other:Language=fr");
        var read = _given.Read();
        using var error = new StringWriter();

        SettingsMistakes.Write(error, read.Mistakes);

        Assert.Equal("fake", Assert.Single(read.Settings.Bots).Profile.Name);
        var lines = error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("BotHost cannot start: 5 mistakes in its settings.", lines[0]);
        Assert.All(Enumerable.Range(1, 5), number => Assert.StartsWith($"  {number}. ", lines[number], StringComparison.Ordinal));
        Assert.All(["Limits:Backlog", "Storage:RetainDays", "Bots:other:Language", "Bots:other:Key", "Bots:other:Secret"],
            key => Assert.Single(lines, line => line.Contains($". {key}", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_mistake_repeats_a_value()
    {
        string[] keys =
        [
            "FAKE_KEY", "FK_KEY", "FAKE_SECRET", "FAKE_ROBOT", "OPENAI_API_KEY", "OPENAI_KEY", "Bots:fake:Key", "Bots:fake:Platform", "Bots:fake:Context",
            "Bots:fake:Model", "Bots:fake", "Bots:x:Secret", "Bots:x:Nonsense", "Storage:ConnectionString", "Storage:RetainDays", "Limits:Backlog", "urlz",
        ];
        // The hyphen keeps it out of the names of temporary folders, which mistakes may well repeat.
        string[] shapes = ["zq-7-{0}", "Host=zq-7;Password=zq-7-{0}", "zq-7=zq-7", "\"zq-7", "zq-7;zq-7'", "Data Source=zq-7;Zq-7=zq-7"];
        var setting =
            from source in Gen.Elements(0, 1, 2)
            from key in Gen.Elements(keys)
            from shape in Gen.Elements(shapes)
            from number in Gen.Choose(0, 9)
            select (source, key, value: string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, number));

        Prop.ForAll(setting.ListOf().ToArbitrary(), settings =>
        {
            using var given = new GivenSettings();
            foreach (var (source, key, value) in settings)
            {
                var name = key.Replace(":", "__", StringComparison.Ordinal);
                _ = source switch
                {
                    0 => given.Secret(name, value),
                    1 => given.Variable(name, value),
                    _ => given.Arguments($"--{key}={value}"),
                };
            }

            return !given.Read().Mistakes.Any(mistake => mistake.Contains("zq-7", StringComparison.OrdinalIgnoreCase));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_setting_is_described()
    {
        var described = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var names = BotsReader.CommonNames
            .Concat(StorageReader.Names.Select(name => $"{SettingKeys.Storage}:{name}"))
            .Concat(BotLimitsReader.Names).Concat(BotLimitsReader.BudgetNames)
            .Concat(LimitsReader.Names.Select(name => $"{SettingKeys.Limits}:{name}"))
            .Concat(ToolsReader.Names.Select(name => $"{SettingKeys.Tools}:{name}"))
            .Concat(McpReader.Names.Select(name => $"{SettingKeys.Mcp}:<name>:{name}{(name is "Environment" or "Headers" ? ":<NAME>" : "")}"))
            .Concat(SettingAliases.OfModels.Select(alias => alias.Name))
            .Concat(ModelSettings.Names.Select(name => name is "Language" ? "Models:transcription:Language" : name is "Size" or "Quality" ? $"Models:image:{name}" : name))
            .Concat(Platforms.All.SelectMany(platform => platform.SettingNames.Concat(platform.Aliases.Select(alias => alias.Name))));
        Assert.All(names, name => Assert.Contains($"`{name}`", described, StringComparison.Ordinal));
    }
}
