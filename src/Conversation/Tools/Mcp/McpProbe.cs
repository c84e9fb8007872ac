namespace BotHost.Conversation.Tools.Mcp;

/// <summary>Connects to one server and looks at its tools, for the doctor.</summary>
public sealed class McpProbe
{
    private readonly McpSettings _settings;
    private readonly McpConnection _server;

    internal McpProbe(McpSettings settings, McpConnection server) => (_settings, _server) = (settings, server);

    public string Name => _settings.Name;

    /// <returns>What may be called and what may not, or why nothing can be.</returns>
    public async Task<McpFinding> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var tools = await _server.ListAllAsync(cancellationToken);
            var allowed = tools.Where(tool => _settings.Allows(tool.Name, tool.IsReadOnly)).Select(tool => ToolCaller.Label(tool.Name)).ToList();
            var refused = tools.Select(tool => ToolCaller.Label(tool.Name)).Except(allowed).ToList();
            return new McpFinding.Listed(allowed, refused, [.. (_settings.Tools ?? []).Where(name => name != "*" && tools.All(tool => tool.Name != name))]);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new McpFinding.Failed(McpSession.Reason(exception));
        }
    }
}

/// <summary>What a look at a server found.</summary>
public abstract record McpFinding
{
    private McpFinding()
    {
    }

    /// <param name="Allowed">What may be called.</param>
    /// <param name="Refused">What is there and may not be called.</param>
    /// <param name="Missing">What the settings name and is not there.</param>
    public sealed record Listed(IReadOnlyList<string> Allowed, IReadOnlyList<string> Refused, IReadOnlyList<string> Missing) : McpFinding;

    /// <param name="Reason">No text of the server.</param>
    public sealed record Failed(string Reason) : McpFinding;
}
