using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>Lists a server's tools: those that may be called, and what has changed about them since.</summary>
internal sealed partial class McpToolList(McpSettings settings, ILogger logger)
{
    /// <summary>More would fill a model's window with what it does not need.</summary>
    private const int MostTools = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<McpTool>> ReadAsync(McpConnection server, McpClient client, CancellationToken cancellationToken)
    {
        var listed = await client.ListToolsAsync(cancellationToken: cancellationToken);
        List<McpTool> allowed = [];
        foreach (var tool in listed)
        {
            if (McpTool.Of(server, tool) is not { } usable)
            {
                var name = ToolCaller.Label(tool.Name);
                Log.Unusable(logger, settings.Name, name);
            }
            else if (settings.Allows(usable.Name, usable.IsReadOnly))
            {
                allowed.Add(usable);
            }
        }

        Compare(allowed);
        if (allowed.Count > MostTools)
        {
            Log.TooMany(logger, settings.Name, allowed.Count, MostTools);
        }

        return [.. allowed.Take(MostTools)];
    }

    /// <summary>A known tool that is described anew may be an attempt to steer models: an administrator shall be able to see it.</summary>
    private void Compare(IEnumerable<McpTool> tools)
    {
        lock (_gate)
        {
            foreach (var tool in tools)
            {
                if (_digests.TryGetValue(tool.Name, out var before) && before != tool.Digest)
                {
                    var name = ToolCaller.Label(tool.Name);
                    Log.Changed(logger, settings.Name, name, before, tool.Digest);
                }

                _digests[tool.Name] = tool.Digest;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 375, Level = LogLevel.Warning, Message = "MCP server {Server}: {Tool} is described differently now ({Before}, {After}). Look at what it says before you go on trusting it.")]
        public static partial void Changed(ILogger logger, string server, string tool, string before, string after);

        [LoggerMessage(EventId = 376, Level = LogLevel.Warning, Message = "MCP server {Server}: {Tool} is not offered: its name or its schema cannot be used.")]
        public static partial void Unusable(ILogger logger, string server, string tool);

        [LoggerMessage(EventId = 377, Level = LogLevel.Warning, Message = "MCP server {Server}: of {Tools} tools only {Most} are offered. Name those that are needed in its Tools.")]
        public static partial void TooMany(ILogger logger, string server, int tools, int most);
    }
}
