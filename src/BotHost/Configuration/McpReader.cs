using System.Text.RegularExpressions;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Tools.Mcp;

namespace BotHost.Configuration;

/// <summary>Reads the entries under <c>Mcp</c>.</summary>
internal sealed partial class McpReader(IConfiguration configuration, ICollection<string> mistakes)
{
    private static readonly string[] _ofAll = ["Timeout", "Tools"];
    private static readonly string[] _ofPrograms = ["Command", "Arguments", "WorkingDirectory", "Environment"];
    private static readonly string[] _ofAddresses = ["Url", "Headers", "AllowPrivate"];

    /// <summary>Every setting that an entry may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _ofPrograms, .. _ofAddresses, .. _ofAll];

    private readonly SettingsReader _reader = new(configuration, mistakes);

    public IReadOnlyList<McpSettings> Read() =>
        [.. configuration.GetSection(SettingKeys.Mcp).GetChildren().Select(Read).OfType<McpSettings>()];

    private McpSettings? Read(IConfigurationSection section)
    {
        var before = mistakes.Count;
        if (!Name().IsMatch(section.Key))
        {
            mistakes.Add($"{section.Path}: no name for a server of tools, because models read it before each tool's own name. Use 1 to 30 letters, digits, hyphens and underscores.");
        }
        else if (ToolOptions.BuiltIn.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
        {
            mistakes.Add($"{section.Path}: the name of a tool of the host itself. Choose another one.");
        }

        if (section.Value is not null)
        {
            mistakes.Add($"{section.Path}: has a value of its own, but a server is a group of settings. Set {section.Path}:Command or {section.Path}:Url.");
            return null;
        }

        _reader.RefuseUnknown(section, Names);
        var command = _reader.Text($"{section.Path}:Command")?.Trim();
        var url = _reader.Text($"{section.Path}:Url")?.Trim();
        if (command is null == url is null)
        {
            mistakes.Add($"{section.Path}: {(command is null ? "neither Command nor Url is set" : "both Command and Url are set")}. Set {section.Path}:Command to a program that speaks over its standard input, or {section.Path}:Url to the address of a server.");
            return null;
        }

        foreach (var other in (command is null ? _ofPrograms : _ofAddresses).Where(name => section.GetSection(name).AsEnumerable().Any(one => !string.IsNullOrWhiteSpace(one.Value))))
        {
            mistakes.Add($"{section.Path}:{other}: belongs to a server with {(command is null ? "a Command" : "a Url")}, and this one has none. Take it out.");
        }

        var settings = new McpSettings
        {
            Name = section.Key.ToLowerInvariant(),
            Command = command,
            Arguments = ReadArguments(section.GetSection("Arguments")),
            WorkingDirectory = _reader.Text($"{section.Path}:WorkingDirectory"),
            Environment = ReadNamed(section.GetSection("Environment"), VariableName(), "no name of a variable"),
            Url = url is null ? null : ReadUrl(section, url),
            Headers = ReadNamed(section.GetSection("Headers"), HeaderName(), "no name of a header"),
            AllowPrivate = _reader.OneOf($"{section.Path}:AllowPrivate", Answer.False) == Answer.True,
            Timeout = TimeSpan.FromSeconds(_reader.Number($"{section.Path}:Timeout", (int)ToolLimits.OfACall.TotalSeconds, 1, (int)ToolLimits.OfATurn.TotalSeconds, "seconds")),
            Tools = _reader.List($"{section.Path}:Tools") is { Count: > 0 } tools ? tools : null,
        };
        if (settings.WorkingDirectory is { } directory && !Directory.Exists(directory))
        {
            mistakes.Add($"{section.Path}:WorkingDirectory: no such directory. Create it or correct the path.");
        }

        return mistakes.Count == before ? settings : null;
    }

    private Uri? ReadUrl(IConfigurationSection section, string text)
    {
        var key = $"{section.Path}:Url";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            mistakes.Add($"{key}: not an absolute http or https address. Set it to the server's address with its path, most often /mcp.");
        }
        else if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            mistakes.Add($"{key}: contains a user name, a password or a fragment (#). Leave them out; a key belongs in {section.Path}:Headers:Authorization.");
        }
        else if (url.Scheme == "http" && !url.IsLoopback)
        {
            mistakes.Add($"{key}: http to another machine, so that everybody on the way could read along and answer. Use https; http is for this machine (localhost) only.");
        }

        return url;
    }

    /// <summary>A list, or one text whose words are separated by blanks; a word with blanks stands in double quotation marks.</summary>
    private static IReadOnlyList<string> ReadArguments(IConfigurationSection section) => section.Value is { } text
        ? CommandWords.Split(text)
        : [.. section.GetChildren().Select(child => child.Value ?? "")];

    private Dictionary<string, string> ReadNamed(IConfigurationSection section, Regex shape, string fault)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in section.GetChildren())
        {
            if (!shape.IsMatch(entry.Key) || entry.Value is null)
            {
                mistakes.Add($"{entry.Path}: {(entry.Value is null ? "a group of settings where one value must be" : fault)}. Correct it or take it out.");
            }
            else if (entry.Value.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                mistakes.Add($"{entry.Path}: contains a line break. Copy the value again.");
            }
            else if (!string.IsNullOrWhiteSpace(entry.Value)) // empty means unset
            {
                named[entry.Key] = entry.Value;
            }
        }

        return named;
    }

    private enum Answer
    {
        False,
        True,
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
