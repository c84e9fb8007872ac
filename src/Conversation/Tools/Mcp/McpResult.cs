using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>What a server's tool gave, in words: a model reads texts, and is told of everything else that it was there.</summary>
/// <remarks>https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result</remarks>
internal static class McpResult
{
    public static ToolOutput Read(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content ?? [])
        {
            var words = Words(block);
            if (words.Length > 0)
                text.Append(text.Length > 0 ? "\n" : "").Append(words);
            if (text.Length > ToolLimits.BytesOfAResult)
                break;                                          // no more would be read
        }

        // A server that gives structured content gives the same as text beside it; one that does not is read all the same.
        if (text.Length == 0 && result.StructuredContent is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } structured)
            text.Append(JsonSerializer.Serialize(structured, JsonElements.Compact.JsonElement));
        var isError = result.IsError == true;
        return new ToolOutput(text.Length > 0 ? text.ToString() : isError ? "The tool failed and did not say why." : "Done. The tool gave no output.", isError);
    }

    private static string Words(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        ImageContentBlock image => $"[A picture ({image.MimeType}, {image.DecodedData.Length} bytes). It cannot be shown here.]",
        AudioContentBlock audio => $"[A recording ({audio.MimeType}, {audio.DecodedData.Length} bytes). It cannot be played here.]",
        EmbeddedResourceBlock { Resource: TextResourceContents text } => text.Text,
        EmbeddedResourceBlock { Resource: BlobResourceContents blob } => $"[A file ({blob.MimeType ?? "of no known type"}): {blob.Uri}. It cannot be read here.]",
        ResourceLinkBlock link => $"[{link.Title ?? link.Name}: {link.Uri}]",
        _ => $"[Something of the type {block.Type}, which cannot be read here.]",
    };
}
