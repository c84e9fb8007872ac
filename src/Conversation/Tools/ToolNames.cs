using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BotHost.Conversation.Tools;

/// <summary>
/// Under which names a model knows tools: <c>^[a-zA-Z0-9_-]{1,64}$</c> (https://platform.openai.com/docs/api-reference/chat/create, <c>tools</c>),
/// while servers of the Model Context Protocol use dots and slashes and up to 128 characters.
/// </summary>
internal static partial class ToolNames
{
    private const int Longest = 64;
    private const int HashLength = 8;

    /// <summary>Gives every tool a name of its own: <c>server__tool</c>, with a digest where two would be called the same or a name is too long.</summary>
    public static IReadOnlyDictionary<string, ITool> Of(IReadOnlyCollection<ITool> tools)
    {
        var wished = tools.Select(tool => (Tool: tool, Name: Wish(tool))).ToList();
        var clashing = wished.GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
        var named = new Dictionary<string, ITool>(StringComparer.Ordinal);
        foreach (var (tool, name) in wished)
        {
            // A tool that is there twice, under the very same name of the same server, is there once.
            named.TryAdd(name.Length > Longest || clashing.Contains(name) ? WithDigest(tool, name) : name, tool);
        }

        return named;
    }

    private static string Wish(ITool tool) => NotAllowed().Replace(tool.Server.Length == 0 ? tool.Name : $"{tool.Server}__{tool.Name}", "_");

    private static string WithDigest(ITool tool, string name)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tool.Server}\0{tool.Name}")))[..HashLength];
        return $"{name[..Math.Min(name.Length, Longest - HashLength - 1)]}_{digest}";
    }

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex NotAllowed();
}
