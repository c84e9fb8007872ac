using System.Collections;

namespace BotHost.Configuration;

/// <summary>Where settings come from. A test gives its own directories and variables instead of the process's.</summary>
internal sealed record SettingsOrigin
{
    /// <summary>The variables that may name the environment, the strongest first.</summary>
    private static readonly string[] _environmentNames = ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"];

    /// <summary>The settings of the command line: <c>--Key value</c> and <c>--Key=value</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Where <c>appsettings.json</c> lies.</summary>
    public string BaseDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Where Docker and Kubernetes mount secrets, one file each.</summary>
    public string SecretsDirectory { get; init; } = "/run/secrets";

    /// <summary>Which <c>appsettings.{Environment}.json</c> counts: the command line's word, then the variables'.</summary>
    public string EnvironmentName =>
        CommandLineSettings.Read(Arguments, []).LastOrDefault(setting => setting.Key.Equals("environment", StringComparison.OrdinalIgnoreCase)).Value
        ?? _environmentNames.Select(name => Variables.GetValueOrDefault(name)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
        ?? Environments.Production;

    public static SettingsOrigin OfProcess(IReadOnlyList<string> arguments) => new()
    {
        Arguments = arguments,
        Variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? ""),
    };
}
