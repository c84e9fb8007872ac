using BotHost.Conversation.Tools.BuiltIn;
using BotHost.Conversation.Tools.Mcp;

namespace BotHost.Conversation.Tools;

/// <summary>What was configured about tools.</summary>
public sealed record ToolOptions
{
    /// <summary>The names of the host's own tools.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [CurrentTime.ToolName, ReadWebPage.ToolName];

    /// <summary>In which <c>current_time</c> tells the time.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>The servers under <c>Mcp</c>.</summary>
    public IReadOnlyList<McpSettings> Servers { get; init; } = [];
}
