using BotHost.Configuration;
using Microsoft.Extensions.Configuration;

namespace BotHost.Tests.Configuration;

/// <summary>A machine with settings in all the places that they may come from. Nothing of the real process is read or changed.</summary>
internal sealed class GivenSettings : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bothost-settings-");
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<string> _arguments = [];

    public GivenSettings()
    {
        Directory.CreateDirectory(SecretsDirectory);
        Directory.CreateDirectory(BaseDirectory);
    }

    public static FakePlatform Platform { get; } = new();

    public string SecretsDirectory => Path.Combine(_directory.FullName, "secrets");

    public string BaseDirectory => Path.Combine(_directory.FullName, "app");

    public SettingsOrigin Origin => new()
    {
        Arguments = _arguments,
        Variables = _variables,
        BaseDirectory = BaseDirectory,
        SecretsDirectory = SecretsDirectory,
    };

    public GivenSettings File(string json, string name = "appsettings.json")
    {
        System.IO.File.WriteAllText(Path.Combine(BaseDirectory, name), json);
        return this;
    }

    public GivenSettings Secret(string name, string text)
    {
        System.IO.File.WriteAllText(Path.Combine(SecretsDirectory, name), text);
        return this;
    }

    public GivenSettings Variable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public GivenSettings Arguments(params string[] arguments)
    {
        _arguments.AddRange(arguments);
        return this;
    }

    /// <summary>The bot <c>fake</c> with all that it needs.</summary>
    public GivenSettings Bot() => Variable("FAKE_KEY", "k").Variable("FAKE_SECRET", "s");

    public ReadSettings Read() => Read([Platform]);

    public ReadSettings Read(IReadOnlyList<BotHost.Adapters.Platform> platforms)
    {
        var configuration = new ConfigurationManager();
        var mistakes = new List<string>();
        configuration.AddBotHostSettings(Origin, platforms, mistakes);
        return new ReadSettings(configuration, HostSettings.Read(configuration, platforms, mistakes), mistakes);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

internal sealed record ReadSettings(IConfiguration Configuration, HostSettings Settings, IReadOnlyList<string> Mistakes)
{
    public string? this[string key] => Configuration[key];

    public FakeRegistration Bot => (FakeRegistration)Assert.Single(Settings.Bots).Registration;

    public void AssertNoMistakes() => Assert.Empty(Mistakes);
}
