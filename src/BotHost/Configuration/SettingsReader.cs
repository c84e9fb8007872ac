using System.Globalization;

namespace BotHost.Configuration;

/// <summary>Reads single settings. What is wrong is noted with its key, and never with its value: it may be a secret in the wrong place.</summary>
internal sealed class SettingsReader(IConfiguration configuration, ICollection<string> mistakes)
{
    public string? Text(string key) => configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    public int Number(string key, int fallback, int least, int most, string unit)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        mistakes.Add(string.Create(CultureInfo.InvariantCulture,
            $"{key}: no whole number of {unit} from {least} to {most}. Correct it, or take it out to get {fallback}."));
        return fallback;
    }

    /// <summary>Several values: one text with commas, or a list. Empty where nothing is set.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var section = configuration.GetSection(key);
        var texts = section.Value is { } text ? text.Split(',') : section.GetChildren().Select(child => child.Value ?? "");
        return [.. texts.Select(value => value.Trim()).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>One of the names of <typeparamref name="T"/>, in any case.</summary>
    public T OneOf<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        var names = Enum.GetNames<T>();
        if (names.FirstOrDefault(name => name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return Enum.Parse<T>(found);
        }

        mistakes.Add($"{key}: none of {string.Join(", ", names)}. Write one of them, or take it out to get {fallback}.");
        return fallback;
    }

    /// <summary>Notes every name directly in the section that nothing reads.</summary>
    public void RefuseUnknown(IConfigurationSection section, IReadOnlyCollection<string> known)
    {
        foreach (var setting in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add($"{setting.Path}: no setting{NearestName.Hint(setting.Key, known)}. Correct its name or take it out; known are {string.Join(", ", known)}.");
        }
    }
}
