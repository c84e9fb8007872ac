using System.Diagnostics.CodeAnalysis;
using BotHost.Adapters;

namespace BotHost.Configuration;

/// <summary>Every short name: the platforms' own and the models'.</summary>
internal sealed class SettingAliases(IReadOnlyList<Platform> platforms)
{
    public static IReadOnlyList<SettingAlias> OfModels { get; } =
    [
        new("OPENAI_API_KEY", "Models:default:ApiKeys", Activates: true),
        new("OPENAI_KEY", "Models:default:ApiKeys", Activates: true),
        new("OPENAI_MODEL", "Models:default:Model", Activates: true),
        new("OPENAI_BASE_URL", "Models:default:BaseUrl"),
        new("OPENAI_TRANSCRIPTION_MODEL", "Models:transcription:Model", Activates: true),
        new("OPENAI_IMAGE_MODEL", "Models:image:Model", Activates: true),
    ];

    private readonly Dictionary<string, SettingAlias> _byName = platforms
        .SelectMany(platform => platform.Aliases).Concat(OfModels)
        .Distinct()         // platforms that lie at one address have its short name in common
        .ToDictionary(alias => alias.Name, StringComparer.OrdinalIgnoreCase);

    public bool TryFind(string name, [NotNullWhen(true)] out SettingAlias? alias) => _byName.TryGetValue(name, out alias);
}
