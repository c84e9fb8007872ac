using BotHost.Adapters;

namespace BotHost.Configuration;

/// <summary>The settings of one source under their long keys. What is empty is not in it: empty means unset.</summary>
internal sealed class SettingsLayer
{
    private SettingsLayer(IReadOnlyList<LayerSetting> settings) => Settings = settings;

    public IReadOnlyList<LayerSetting> Settings { get; }

    /// <summary>
    /// Puts every name in its long form. Two names of one setting that differ are a mistake, because nobody could tell which was meant.
    /// </summary>
    /// <param name="source">The source in a sentence, such as "in the environment".</param>
    /// <param name="values">Its names and values; of two equal names outside our sections the later counts.</param>
    public static SettingsLayer Of(
        string source, IEnumerable<KeyValuePair<string, string>> values, SettingAliases aliases, ICollection<string> mistakes)
    {
        var named = values.Where(value => !string.IsNullOrWhiteSpace(value.Value)).Select(value =>
        {
            var alias = aliases.TryFind(value.Key, out var found) ? found : null;
            return (Name: value.Key, Key: alias?.Key ?? SettingKeys.Long(value.Key), value.Value, Alias: alias);
        });

        var settings = new List<LayerSetting>();
        foreach (var given in named.GroupBy(value => value.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (SettingKeys.IsOurs(given.Key) && given.DistinctBy(value => value.Value).Skip(1).Any())
            {
                var names = string.Join(" and ", given.Select(value => value.Name).Distinct().Order(StringComparer.Ordinal));
                mistakes.Add($"{names}: set to different values {source}, although each of them means {given.Key}. Keep one of them.");
            }

            settings.Add(new(given.Key, given.Last().Value,
                OnlyOptional: given.All(value => value.Alias is { Activates: false }),
                Activates: given.Any(value => value.Alias is { Activates: true })));
        }

        return new SettingsLayer(settings);
    }
}

/// <summary>One setting of a source.</summary>
/// <param name="OnlyOptional">Given by the short name of an optional setting and nothing else: it brings no bot and no model into being.</param>
/// <param name="Activates">Given by the short name of a required setting: it does.</param>
internal sealed record LayerSetting(string Key, string Value, bool OnlyOptional, bool Activates);
