namespace BotHost.Tests.Configuration;

public sealed class SettingsSourcesTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Each_source_wins_over_the_ones_before_it()
    {
        const string Key = "Bots:b:Persona";
        _given.File("""{ "Bots": { "b": { "Persona": "file" } } }""");
        Assert.Equal("file", _given.Read()[Key]);

        _given.File("""{ "Bots": { "b": { "Persona": "environment's file" } } }""", "appsettings.Production.json");
        Assert.Equal("environment's file", _given.Read()[Key]);

        _given.Secret("Bots__b__Persona", "secret");
        Assert.Equal("secret", _given.Read()[Key]);

        _given.Variable("Bots__b__Persona", "variable");
        Assert.Equal("variable", _given.Read()[Key]);

        _given.Arguments("--Bots:b:Persona", "argument");
        Assert.Equal("argument", _given.Read()[Key]);
    }

    [Fact]
    public void Empty_means_unset_in_every_source_and_hides_nothing()
    {
        _given.File("""{ "Bots": { "b": { "Persona": "kept" }, "nobody": { "Platform": "" } } }""")
            .File("""{ "Bots": { "b": { "Persona": "" } } }""", "appsettings.Production.json")
            .Secret("Bots__b__Persona", "\n").Variable("Bots__b__Persona", "  ").Arguments("--Bots:b:Persona=");

        var read = _given.Read();

        Assert.Equal("kept", read["Bots:b:Persona"]);
        Assert.DoesNotContain(read.Mistakes, mistake => mistake.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_source_may_be_absent()
    {
        Directory.Delete(_given.SecretsDirectory);
        var read = _given.Read();
        read.AssertNoMistakes();
        Assert.Empty(read.Settings.Bots);
    }

    [Theory]
    [InlineData("--environment", "Staging", null, null, "Staging")]
    [InlineData(null, null, "Development", "Staging", "Development")]
    [InlineData(null, null, null, "Staging", "Staging")]
    [InlineData(null, null, "", "", "Production")]
    [InlineData(null, null, null, null, "Production")]
    public void The_environment_is_named_on_the_command_line_or_by_the_frameworks_variables(
        string? option, string? value, string? dotnet, string? aspnetcore, string expected)
    {
        if (option is not null)
        {
            _given.Arguments(option, value!);
        }

        _given.Variable("DOTNET_ENVIRONMENT", dotnet ?? "").Variable("ASPNETCORE_ENVIRONMENT", aspnetcore ?? "").Variable("ENVIRONMENT", "somebody else's");
        _given.File("""{ "Limits": { "Backlog": 7 } }""", $"appsettings.{expected}.json");

        Assert.Equal(expected, _given.Origin.EnvironmentName);
        Assert.Equal(7, _given.Read().Settings.Limits.Backlog);
    }

    [Fact]
    public void Comments_are_welcome_in_the_file()
    {
        _given.File("""{ /* few */ "Limits": { "Backlog": 7 }, } // end""");
        Assert.Equal(7, _given.Read().Settings.Limits.Backlog);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_a_mistake_that_names_its_line_and_does_not_hide_the_others()
    {
        _given.File("{\n \"Limits\": { \"Backlog\": s3cret }\n}").Variable("Storage__RetainDays", "none");

        var mistakes = _given.Read().Mistakes;

        Assert.Equal(2, mistakes.Count);
        Assert.Contains("appsettings.json: no valid JSON near line 2.", mistakes[0], StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistakes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("""{ "Limits": { "Backlog": 1 }, "limits": { "backlog": 2 } }""")]
    public void A_file_that_is_JSON_and_no_settings_is_a_mistake(string json)
    {
        var mistake = Assert.Single(_given.File(json).Read().Mistakes);
        Assert.Contains("appsettings.json: cannot be used as settings", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Storrage", "(did you mean Storage?)")]
    [InlineData("Modles", "(did you mean Models?)")]
    [InlineData("Wombats", "is no setting.")]
    public void An_unknown_section_of_the_file_or_the_command_line_is_a_mistake(string section, string said)
    {
        _given.File($$"""{ "{{section}}": { "X": 1 } }""").Arguments($"--{section}:X", "1");

        var mistakes = _given.Read().Mistakes;

        Assert.Equal(2, mistakes.Count);
        Assert.All(mistakes, mistake => Assert.Contains(said, mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void The_environment_is_full_of_other_programs_variables_and_none_of_them_is_a_mistake()
    {
        _given.Variable("PATH", "/bin").Variable("http_proxy", "a").Variable("HTTP_PROXY", "b").Variable("STORAGE", "/mnt").Variable("MODELS_PORT", "tcp://1")
            .Read().AssertNoMistakes();
    }

    [Theory]
    [InlineData("--Limits:Backlog")]
    [InlineData("--Limits:Backlog", "--urls", "http://127.0.0.1:0")]
    public void A_key_without_a_value_is_a_mistake(params string[] arguments)
    {
        var mistake = Assert.Single(_given.Arguments(arguments).Read().Mistakes);
        Assert.StartsWith("--Limits:Backlog: has no value.", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_secret_with_a_space_in_it_is_a_mistake_that_does_not_repeat_it()
    {
        var mistake = Assert.Single(_given.Bot().Arguments("--Bots:fake:Secret", "first", "s3cret").Read().Mistakes);
        Assert.StartsWith("Argument 3", mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_may_hold_an_equals_sign_and_start_with_a_hyphen()
    {
        var read = _given.Arguments("--Bots:b:Persona=a=b", "--Bots:c:Persona", "-x=").Read();
        Assert.Equal("a=b", read["Bots:b:Persona"]);
        Assert.Equal("-x=", read["Bots:c:Persona"]);
    }
}
