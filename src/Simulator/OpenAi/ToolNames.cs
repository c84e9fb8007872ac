using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>What a function may be called.</summary>
internal static partial class ToolNames
{
    /// <exception cref="BadChatRequestException">It may not be called so.</exception>
    public static string Check(string? name) =>
        name is not null && Allowed().IsMatch(name) ? name : throw new BadChatRequestException("a tool has no name, or one that is not allowed", "invalid_value");

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Allowed();
}
