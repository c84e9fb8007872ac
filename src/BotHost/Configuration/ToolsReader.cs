using BotHost.Conversation.Tools;

namespace BotHost.Configuration;

/// <summary>Reads <c>Tools</c> and, for what it comes to, <c>Mcp</c>.</summary>
internal sealed class ToolsReader(IConfiguration configuration, ICollection<string> mistakes)
{
    private const string TimeZone = nameof(ToolOptions.TimeZone);

    public static IReadOnlyList<string> Names { get; } = [TimeZone];

    public ToolOptions Read()
    {
        var reader = new SettingsReader(configuration, mistakes);
        reader.RefuseUnknown(configuration.GetSection(SettingKeys.Tools), Names);
        return new ToolOptions
        {
            TimeZone = ReadTimeZone(reader.Text($"{SettingKeys.Tools}:{TimeZone}")?.Trim()),
            Servers = new McpReader(configuration, mistakes).Read(),
        };
    }

    private TimeZoneInfo ReadTimeZone(string? name)
    {
        if (name is null)
        {
            return TimeZoneInfo.Local;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        mistakes.Add($"{SettingKeys.Tools}:{TimeZone}: no time zone that this machine knows. Set it to a name such as Asia/Shanghai, or take it out for the machine's own.");
        return TimeZoneInfo.Local;
    }
}
