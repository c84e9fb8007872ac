using BotHost.Adapters;
using BotHost.Conversation.Llm;

namespace BotHost.Configuration;

/// <summary>All places that settings come from, weakest first, as one configuration.</summary>
internal static class SettingsSources
{
    /// <summary>The framework's own variables, weakest first: <c>ASPNETCORE_URLS</c> sets <c>urls</c>.</summary>
    private static readonly string[] _frameworkPrefixes = ["ASPNETCORE_", "DOTNET_"];

    /// <summary>
    /// Replaces the default sources by ours: <c>appsettings.json</c>, <c>appsettings.{Environment}.json</c>, the files of secrets, the environment,
    /// the command line. Everything is read once; a file that changes later changes nothing.
    /// </summary>
    public static void AddBotHostSettings(
        this ConfigurationManager configuration, SettingsOrigin origin, IReadOnlyList<Platform> platforms, ICollection<string> mistakes)
    {
        var aliases = new SettingAliases(platforms);
        var files = new[] { "appsettings.json", $"appsettings.{origin.EnvironmentName}.json" }
            .Select(name => Path.Combine(origin.BaseDirectory, name))
            .Select(path => SettingsLayer.Of($"in {path}", JsonSettings.Read(path, mistakes), aliases, mistakes)).ToList();
        var secrets = SettingsLayer.Of($"in {origin.SecretsDirectory}",
            SecretFiles.Read(origin.SecretsDirectory, name => IsSetting(name, aliases), mistakes), aliases, mistakes);
        var environment = SettingsLayer.Of("in the environment", Variables(origin), aliases, mistakes);
        var commandLine = SettingsLayer.Of("on the command line", CommandLineSettings.Read(origin.Arguments, mistakes), aliases, mistakes);

        // An environment is full of other programs' variables; what stands in our file or on our command line was meant for us.
        RefuseUnknownSections(files.SelectMany(file => file.Settings), "in appsettings.json", mistakes);
        RefuseUnknownSections(commandLine.Settings, "on the command line", mistakes);

        List<SettingsLayer> layers = [.. files, secrets, environment, commandLine];
        var entries = ConfiguredEntries(layers);

        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(PlatformsOfShortNames(layers, platforms));
        configuration.AddInMemoryCollection(ServersOfMediaModels(layers).Where(setting => entries.Contains(SettingKeys.Entry(setting.Key)!)));
        foreach (var layer in layers)
        {
            configuration.AddInMemoryCollection(layer.Settings
                .Where(setting => SettingKeys.Entry(setting.Key) is not { } entry || entries.Contains(entry))
                .Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        }
    }

    private static bool IsSetting(string name, SettingAliases aliases) =>
        aliases.TryFind(name, out _)
        || SettingKeys.Sections.Concat(SettingKeys.OfFramework).Contains(SettingKeys.Root(SettingKeys.Long(name)), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, string>> Variables(SettingsOrigin origin)
    {
        var ofFramework = _frameworkPrefixes.SelectMany(prefix => origin.Variables
            .Where(variable => variable.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(variable => KeyValuePair.Create(variable.Key[prefix.Length..], variable.Value)));
        return ofFramework.Concat(origin.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal));
    }

    private static void RefuseUnknownSections(IEnumerable<LayerSetting> settings, string where, ICollection<string> mistakes)
    {
        var known = SettingKeys.Sections.Concat(SettingKeys.OfFramework).ToList();
        foreach (var root in settings.Select(setting => SettingKeys.Root(setting.Key)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!known.Contains(root, StringComparer.OrdinalIgnoreCase))
            {
                mistakes.Add($"{root}: stands {where} and is no setting{NearestName.Hint(root, known)}. Correct its name or take it out.");
            }
        }
    }

    /// <summary>The bots and models that any source brings into being: the short name of an optional setting alone does not.</summary>
    private static HashSet<string> ConfiguredEntries(IEnumerable<SettingsLayer> layers) =>
        layers.SelectMany(layer => layer.Settings).Where(setting => !setting.OnlyOptional)
            .Select(setting => SettingKeys.Entry(setting.Key)).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whoever sets a required setting by its short name has also said which platform the bot is of, unless another source says otherwise.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> PlatformsOfShortNames(IReadOnlyList<SettingsLayer> layers, IReadOnlyList<Platform> platforms)
    {
        var activated = layers.SelectMany(layer => layer.Settings).Where(setting => setting.Activates)
            .Select(setting => SettingKeys.Entry(setting.Key)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return platforms
            .Select(platform => (Entry: ConfigurationPath.Combine(SettingKeys.Bots, platform.DefaultBot), platform.Name))
            .Where(platform => activated.Contains(platform.Entry))
            .Select(platform => KeyValuePair.Create(ConfigurationPath.Combine(platform.Entry, "Platform"), (string?)platform.Name));
    }

    /// <summary>
    /// The model that hears and the one that draws are asked at the server of the default model and with its keys, unless they have their own.
    /// A key never goes to a server that it was not set for: whoever names another server names its keys, too.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string?>> ServersOfMediaModels(IReadOnlyList<SettingsLayer> layers)
    {
        foreach (var name in new[] { ModelSettings.TranscriberName, ModelSettings.PictureMakerName })
        {
            if (Strongest(layers, name, "BaseUrl") is not null)
            {
                continue;
            }

            foreach (var setting in new[] { "BaseUrl", "ApiKeys" })
            {
                if (Strongest(layers, ModelSettings.DefaultName, setting) is { } value)
                {
                    yield return KeyValuePair.Create(ConfigurationPath.Combine(SettingKeys.Models, name, setting), (string?)value);
                }
            }
        }
    }

    private static string? Strongest(IReadOnlyList<SettingsLayer> layers, string model, string setting)
    {
        var key = ConfigurationPath.Combine(SettingKeys.Models, model, setting);
        return layers.SelectMany(layer => layer.Settings).LastOrDefault(given => given.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value;
    }
}
