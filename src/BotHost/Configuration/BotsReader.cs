using System.Collections.Frozen;
using System.Text.RegularExpressions;
using BotHost.Adapters;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Personas;

namespace BotHost.Configuration;

/// <summary>Reads the entries under <c>Bots</c>: every bot's own settings here, its platform's by the platform.</summary>
/// <param name="configuration">All settings.</param>
/// <param name="platforms">Those that this version has.</param>
/// <param name="models">The names of the models that answer.</param>
/// <param name="otherModels">The names of those that hear or draw for all bots: no bot can be answered by them.</param>
/// <param name="personas">What a bot's <c>PersonaFile</c> may name.</param>
/// <param name="tools">The names of the host's own tools and of the entries under <c>Mcp</c>.</param>
/// <param name="mistakes">Where mistakes go.</param>
internal sealed partial class BotsReader(
    IConfiguration configuration,
    IReadOnlyList<Platform> platforms,
    IReadOnlyCollection<string> models,
    IReadOnlyCollection<string> otherModels,
    PersonaCatalog personas,
    IReadOnlyCollection<string> tools,
    ICollection<string> mistakes)
{
    /// <summary>What every bot has, whatever its platform.</summary>
    public static IReadOnlyList<string> CommonNames { get; } =
    [
        "Platform", "Model", "Models", "Persona", "PersonaFile", "Context", "Language", "MarkdownImages", "Citations", "ToolTraces", "Reasoning",
        "Tools", "Admins", "AllowUsers", "DenyUsers", "AllowChats", "Limits", "WordFilter",
    ];

    private readonly SettingsReader _reader = new(configuration, mistakes);

    public IReadOnlyList<ConfiguredBot> Read() => [.. configuration.GetSection(SettingKeys.Bots).GetChildren().Select(ReadBot).OfType<ConfiguredBot>()];

    private ConfiguredBot? ReadBot(IConfigurationSection section)
    {
        var before = mistakes.Count;
        if (!Name().IsMatch(section.Key))
        {
            mistakes.Add($"{section.Path}: no name for a bot, because its webhook's address ends with it. Use 1 to 64 letters, digits, dots, hyphens and underscores.");
        }

        if (section.Value is not null)
        {
            mistakes.Add($"{section.Path}: has a value of its own, but a bot is a group of settings. Set {section.Path}:Platform and the others.");
            return null;
        }

        if (FindPlatform(section) is not { } platform)
        {
            return null;
        }

        _reader.RefuseUnknown(section, [.. CommonNames, .. platform.SettingNames]);
        // A name is stored with every message. It must not change its spelling with the source that happens to mention it first.
        var profile = new BotProfile
        {
            Name = section.Key.ToLowerInvariant(),
            Model = ReadModel(section),
            Persona = ReadPersona(section),
            PersonaFile = _reader.Text($"{section.Path}:PersonaFile")?.Trim() ?? "",
            Context = _reader.OneOf($"{section.Path}:Context", ContextScope.PerUser),
            Language = _reader.OneOf($"{section.Path}:Language", Language.Zh),
            MarkdownImages = _reader.OneOf($"{section.Path}:MarkdownImages", MarkdownImages.Links),
            Citations = _reader.OneOf($"{section.Path}:Citations", Shown.Keep),
            ToolTraces = _reader.OneOf($"{section.Path}:ToolTraces", Shown.Drop),
            Reasoning = _reader.OneOf($"{section.Path}:Reasoning", Shown.Drop),
            Models = ReadModels(section),
            Tools = ReadTools(section),
            Admins = Set(section, "Admins"),
            AllowUsers = Set(section, "AllowUsers"),
            DenyUsers = Set(section, "DenyUsers"),
            AllowChats = Set(section, "AllowChats"),
            Limits = new BotLimitsReader(section, _reader, mistakes).Read(),
            Words = WordFilterReader.Read($"{section.Path}:WordFilter", _reader.Text($"{section.Path}:WordFilter"), mistakes),
        };
        var settings = new BotSettings(profile.Name, section, configuration.GetSection($"{SettingKeys.PlatformAddresses}:{platform.AddressesName}"));
        return platform.Configure(settings, mistakes) is { } registration && mistakes.Count == before ? new ConfiguredBot(profile, registration) : null;
    }

    private Platform? FindPlatform(IConfigurationSection section)
    {
        var known = platforms.Select(platform => platform.Name).ToList();
        if (_reader.Text($"{section.Path}:Platform") is not { } name)
        {
            var likely = platforms.FirstOrDefault(platform => platform.DefaultBot.Equals(section.Key, StringComparison.OrdinalIgnoreCase));
            mistakes.Add($"{section.Path}:Platform: missing. Set it to {likely?.Name ?? OneOf(known)}.");
            return null;
        }

        var found = platforms.FirstOrDefault(platform => platform.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            mistakes.Add($"{section.Path}:Platform: no platform of this version{NearestName.Hint(name, known)}. Set it to {OneOf(known)}.");
        }

        return found;
    }

    private string ReadModel(IConfigurationSection section)
    {
        const string Default = "default";
        var key = $"{section.Path}:Model";
        var named = _reader.Text(key)?.Trim().ToLowerInvariant();
        var name = named ?? Default;
        // While there is no model at all, the built-in one answers whoever asks for the default one.
        var isThere = models.Contains(name, StringComparer.OrdinalIgnoreCase) || (models.Count == 0 && name == Default);
        if (!isThere)
        {
            mistakes.Add($"{key}: {WhatIsWrong(named)}. " + (models.Count == 0
                ? $"Add {(IsOther(name) ? "one that answers" : "it")} under {SettingKeys.Models}, or take {key} out and set OPENAI_API_KEY and OPENAI_MODEL."
                : $"Set it to {OneOf(models)}."));
        }

        return name;
    }

    /// <summary>The system prompt: written here, or in a file of its own.</summary>
    private string ReadPersona(IConfigurationSection section)
    {
        var (key, fileKey) = ($"{section.Path}:Persona", $"{section.Path}:PersonaFile");
        var written = _reader.Text(key);
        if (_reader.Text(fileKey)?.Trim() is not { } name)
        {
            return written ?? "";
        }

        if (written is not null)
        {
            mistakes.Add($"{fileKey}: {key} is set, too, and a bot has one system prompt. Take one of them out.");
        }
        else if (personas.Find(name) is { } text)
        {
            return text;
        }
        else
        {
            mistakes.Add($"{fileKey}: names no persona{NearestName.Hint(name, personas.Names)}. "
                + (personas.Names.Count > 0 ? $"Set it to {OneOf(personas.Names)}." : $"Write it into <name>.md in the directory {SettingKeys.Personas}:Directory, and name it without its ending."));
        }

        return "";
    }

    /// <summary>The models that people may choose.</summary>
    private List<string> ReadModels(IConfigurationSection section)
    {
        var key = $"{section.Path}:Models";
        var named = _reader.List(key);
        foreach (var unknown in named.Where(name => !models.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add($"{key}: {WhatIsWrong(unknown)}. {(models.Count == 0 ? "Take it out." : $"Name some of {string.Join(", ", models)}.")}");
        }

        return [.. named.Select(name => name.ToLowerInvariant())];
    }

    /// <summary>The tools that its model may call; none unless they are named.</summary>
    private List<string> ReadTools(IConfigurationSection section)
    {
        var key = $"{section.Path}:Tools";
        var named = _reader.List(key);
        foreach (var unknown in named.Where(name => !tools.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add($"{key}: names a tool that is not there{NearestName.Hint(unknown, tools)}. Known are {string.Join(", ", tools)}; a server of tools is added under {SettingKeys.Mcp}.");
        }

        return [.. named.Select(name => name.ToLowerInvariant()).Distinct()];
    }

    /// <summary>Ids, as the platform gives them: case matters in them.</summary>
    private FrozenSet<string> Set(IConfigurationSection section, string name) =>
        _reader.List($"{section.Path}:{name}") is { Count: > 0 } ids ? ids.ToFrozenSet(StringComparer.Ordinal) : FrozenSet<string>.Empty;

    private string WhatIsWrong(string? named) => named switch
    {
        null => "missing, and there is no model of the name default",
        _ when IsOther(named) => "names a model that hears or draws for all bots and gives no answers",
        _ => $"names a model that is not configured{NearestName.Hint(named, models)}",
    };

    private bool IsOther(string name) => otherModels.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string OneOf(IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => "the name of a platform that this version has (it has none)",
        1 => names.First(),
        _ => "one of " + string.Join(", ", names),
    };

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
