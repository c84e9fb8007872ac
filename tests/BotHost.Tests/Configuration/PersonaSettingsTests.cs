namespace BotHost.Tests.Configuration;

/// <summary>Personas in files, as they are read at the start.</summary>
public sealed class PersonaSettingsTests : IDisposable
{
    private readonly GivenSettings _given = new GivenSettings().Bot();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bothost-personas-");

    public PersonaSettingsTests() => _given.Variable("Personas__Directory", _directory.FullName);

    public void Dispose()
    {
        _given.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void A_bot_speaks_as_the_file_says_that_it_names()
    {
        Write("sales", "\uFEFFYou sell {{persons}}.\n");
        var read = _given.Variable("Bots__fake__PersonaFile", "Sales").Read();
        Assert.Empty(read.Mistakes);
        var profile = Assert.Single(read.Settings.Bots).Profile;
        Assert.Equal(("You sell {{persons}}.", "Sales"), (profile.Persona, profile.PersonaFile));
        Assert.Contains("{{persons}}", Assert.Single(BotHost.Configuration.PersonasReader.Warnings(read.Settings.Personas)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a name", "text", "no name for a persona")]
    [InlineData("empty", " \n", "empty")]
    [InlineData("long", null, "larger than 32768 bytes")]
    public void What_is_wrong_with_a_file_is_told_with_its_name(string name, string? text, string mistake)
    {
        Write(name, text ?? new string('x', 32 * 1024 + 1));
        Assert.Contains(mistake, _given.Read().Mistakes[0], StringComparison.Ordinal);
        Assert.Contains(name + ".md", _given.Read().Mistakes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_is_a_mistake()
    {
        File.WriteAllBytes(Path.Combine(_directory.FullName, "bytes.md"), [0xFF, 0xFE, 0x80]);
        Assert.Contains("no UTF-8 text", Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void More_files_than_anybody_chooses_from_are_a_mistake()
    {
        for (var i = 0; i <= 200; i++)
        {
            Write($"p{i}", "text");
        }

        Assert.Contains("more than 200", Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bot_has_one_system_prompt()
    {
        Write("sales", "You sell.");
        _given.Variable("Bots__fake__PersonaFile", "sales").Variable("Bots__fake__Persona", "You buy.");
        Assert.StartsWith("Bots:fake:PersonaFile: Bots:fake:Persona is set, too", Assert.Single(_given.Read().Mistakes), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_persona_that_is_not_there_a_directory_that_is_not_there_and_a_place_that_is_nowhere_are_mistakes()
    {
        Write("sales", "You sell.");
        Assert.Contains("did you mean sales?", Assert.Single(_given.Variable("Bots__fake__PersonaFile", "sale").Read().Mistakes), StringComparison.Ordinal);
        _given.Variable("Bots__fake__PersonaFile", "").Variable("Personas__Directory", Path.Combine(_directory.FullName, "nowhere")).Variable("Personas__TimeZone", "Mars/Base");
        Assert.Collection(
            _given.Read().Mistakes,
            mistake => Assert.StartsWith("Personas:Directory: names no directory", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("Personas:TimeZone: no time zone", mistake, StringComparison.Ordinal));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name + ".md"), text);
}
