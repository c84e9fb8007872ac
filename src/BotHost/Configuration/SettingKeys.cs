namespace BotHost.Configuration;

/// <summary>The names of our own settings, apart from those that a platform or a model gives itself.</summary>
internal static class SettingKeys
{
    public const string Bots = "Bots";
    public const string Models = "Models";
    public const string PlatformAddresses = "Platforms";
    public const string Storage = "Storage";
    public const string Limits = "Limits";
    public const string Personas = "Personas";
    public const string Tools = "Tools";
    public const string Mcp = "Mcp";

    /// <summary>Our sections.</summary>
    public static IReadOnlyList<string> Sections { get; } = [Bots, Models, PlatformAddresses, Storage, Limits, Personas, Tools, Mcp];

    /// <summary>What the framework itself reads here: everything else at the top of a file or on the command line is a slip of the pen.</summary>
    public static IReadOnlyList<string> OfFramework { get; } =
        ["Logging", "Kestrel", "urls", "http_ports", "https_ports", "preferHostingUrls", "environment", "$schema"];

    /// <summary>The long key of a name from a place where a colon cannot stand.</summary>
    public static string Long(string name) => name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

    /// <summary>True for a setting inside one of our sections.</summary>
    public static bool IsOurs(string key) =>
        key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) && Sections.Contains(Root(key), StringComparer.OrdinalIgnoreCase);

    /// <summary>The section at the top that the key belongs to.</summary>
    public static string Root(string key) => key.Split(ConfigurationPath.KeyDelimiter, 2)[0];

    /// <summary>The bot's or the model's own section, such as <c>Bots:sales</c>; null for all other settings.</summary>
    public static string? Entry(string key) =>
        key.Split(ConfigurationPath.KeyDelimiter) is [var root, var name, _, ..]
        && (root.Equals(Bots, StringComparison.OrdinalIgnoreCase) || root.Equals(Models, StringComparison.OrdinalIgnoreCase))
            ? ConfigurationPath.Combine(root, name)
            : null;
}
