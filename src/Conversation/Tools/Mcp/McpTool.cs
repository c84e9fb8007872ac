using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Client;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>A tool of a server, as it was listed last.</summary>
internal sealed class McpTool : ITool
{
    private const int LongestDescription = 1_024;
    private const int LargestSchema = 16 * 1024;

    private readonly McpConnection _server;

    private McpTool(McpConnection server, McpClientTool tool, string schema)
    {
        _server = server;
        Name = tool.Name;
        Description = ToolText.Beginning(tool.Description.Trim(), LongestDescription);
        ParametersSchema = schema;
        IsReadOnly = tool.ProtocolTool.Annotations?.ReadOnlyHint == true;
        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tool.Name}\0{tool.Description}\0{schema}\0{IsReadOnly}")))[..16];
    }

    public string Name { get; }

    public string Server => _server.Name;

    public string Description { get; }

    public string ParametersSchema { get; }

    public bool IsReadOnly { get; }

    public TimeSpan Timeout => _server.Timeout;

    /// <summary>Of everything that a model is told of it: another one means that the server has changed what it offers.</summary>
    public string Digest { get; }

    /// <summary>Null for one that cannot be offered to a model: its schema is none, or larger than any model should read.</summary>
    public static McpTool? Of(McpConnection server, McpClientTool tool) =>
        Schema(tool.JsonSchema) is { Length: <= LargestSchema } schema && tool.Name.Length > 0 ? new McpTool(server, tool, schema) : null;

    public Task<ToolOutput> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        _server.CallAsync(Name, arguments, cancellationToken);

    /// <summary>The schema without the keyword that names its dialect, which picky servers of models refuse.</summary>
    private static string? Schema(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;

        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            foreach (var property in schema.EnumerateObject().Where(property => property.Name != "$schema"))
                property.WriteTo(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(written.ToArray());
    }
}
