using Microsoft.Extensions.Configuration;

namespace BotHost.Adapters.Settings;

/// <summary>
/// Reads one bot's settings and collects every mistake in them: which key, by all its names, what is wrong, what to do.
/// A value is never repeated: it may be a secret in the wrong place.
/// </summary>
internal sealed class SettingsReader(BotSettings settings, Platform platform, ICollection<string> mistakes)
{
    /// <summary>Longer than any id or secret a platform gives out.</summary>
    private const int MaxCharacters = 256;

    /// <summary>Stands for an address that was found wrong, until the mistakes are told; nothing is ever sent there.</summary>
    private static readonly Uri Nowhere = new("http://nowhere.invalid/");

    /// <summary>True once a mistake was found.</summary>
    public bool Failed { get; private set; }

    /// <param name="key">The key within the bot's section.</param>
    /// <param name="remedy">What to do if it is not set: a whole sentence.</param>
    public string Required(string key, string remedy)
    {
        var value = Optional(key);
        if (value.Length == 0)
            Mistake(settings.Section, key, "missing", remedy);
        return value;
    }

    /// <summary>The value without blanks around it; empty if it is not set.</summary>
    public string Optional(string key)
    {
        var value = settings.Section[key]?.Trim() ?? "";
        if (value.Length > MaxCharacters)
            Mistake(settings.Section, key, $"longer than {MaxCharacters} characters", "Copy the value alone from the platform's console.");
        else if (value.Any(char.IsControl))
            Mistake(settings.Section, key, "holds a line break or another control character", "Copy the value again, as one line.");
        return value;
    }

    /// <summary>An id: as <see cref="Optional"/>, without blanks inside.</summary>
    public string Id(string value, string key)
    {
        if (value.Any(char.IsWhiteSpace) && !value.Any(char.IsControl))
            Mistake(settings.Section, key, "holds a blank", "Copy the value again, without blanks.");
        return value;
    }

    /// <summary>The entries of a list, or of one comma-separated value.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var section = settings.Section.GetSection(key);
        var values = section.Value is { } joined ? joined.Split([',', '，']) : section.GetChildren().Select(child => child.Value ?? "");
        return [.. values.Select(value => Untrusted.Text(value).Trim()).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum
    {
        var value = Optional(key);
        if (value.Length == 0)
            return otherwise;
        foreach (var name in Enum.GetNames<T>())
        {
            if (name.Equals(value, StringComparison.OrdinalIgnoreCase))
                return Enum.Parse<T>(name);
        }

        Mistake(settings.Section, key, "none of the known values", $"Write one of {string.Join(", ", Enum.GetNames<T>())}.");
        return otherwise;
    }

    /// <summary>True or false; false if it is not set.</summary>
    public bool Flag(string key)
    {
        var value = Optional(key);
        if (bool.TryParse(value, out var flag) || value.Length == 0)
            return flag;
        Mistake(settings.Section, key, "neither true nor false", "Write one of the two, or take it out.");
        return false;
    }

    /// <summary>
    /// An outside address of the platform, ending with a slash, so that paths can be added to it. A bot whose platform has that setting for single
    /// bots, too, may have its own.
    /// </summary>
    public Uri Address(string key, string otherwise)
    {
        var section = string.IsNullOrWhiteSpace(settings.Section[key]) ? settings.Platform : settings.Section;
        var value = section[key]?.Trim() ?? "";
        if (BaseAddress(value.Length > 0 ? value : otherwise) is { } address)
            return address;
        Mistake(section, key, "no complete http(s) address", $"Write one like {otherwise}, or leave it empty for that one.");
        return new Uri(otherwise);
    }

    /// <summary>An outside address of this bot alone, ending with a slash.</summary>
    /// <param name="key">The key within the bot's section.</param>
    /// <param name="remedy">What to do if it is not set or no address: a whole sentence.</param>
    public Uri RequiredAddress(string key, string remedy)
    {
        var value = Required(key, remedy);
        if (BaseAddress(value) is { } address)
            return address;
        if (value.Length > 0)
            Mistake(settings.Section, key, "no complete http(s) address", remedy);
        return Nowhere;
    }

    /// <summary>Settings that are good by themselves and not together.</summary>
    public void Refuse(string key, string wrong, string remedy) => Mistake(settings.Section, key, wrong, remedy);

    private static Uri? BaseAddress(string value)
    {
        return Uri.TryCreate(value.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address is { Query: "", Fragment: "", UserInfo: "", Host.Length: > 0 }
            ? address
            : null;
    }

    private void Mistake(IConfigurationSection section, string key, string wrong, string remedy)
    {
        Failed = true;
        mistakes.Add($"{Names($"{section.Path}:{key}")}: {wrong}. {remedy}");
    }

    /// <summary>The long key and the environment variables that set it.</summary>
    private string Names(string path)
    {
        var shortNames = platform.Aliases.Where(alias => alias.Key.Equals(path, StringComparison.OrdinalIgnoreCase)).Select(alias => alias.Name);
        var names = string.Join(" or ", shortNames.DefaultIfEmpty(path.Replace(":", "__", StringComparison.Ordinal)));
        return $"{path} ({names})";
    }
}
