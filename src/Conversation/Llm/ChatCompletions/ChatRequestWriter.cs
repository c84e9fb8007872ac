using System.Collections.Immutable;
using System.Text.Json;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>Writes the body of a chat completions request.</summary>
internal static class ChatRequestWriter
{
    public static ReadOnlyMemory<byte> Write(LlmRequest request, ChatServer server, ImmutableHashSet<string> refused) =>
        RequestJson.Compose(request.Messages, json => Write(json, request, server, refused));

    private static void Write(Utf8JsonWriter json, LlmRequest request, ChatServer server, ImmutableHashSet<string> refused)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, server.Model);
        json.WriteStartArray("messages"u8);
        foreach (var message in ToolPairs.Mend(request.Messages))
            WriteMessage(json, message, server.SystemRole);
        json.WriteEndArray();
        json.WriteBoolean("stream"u8, true);
        if (!refused.Contains(RefusedFields.StreamOptions) && !server.Extra.Has(RefusedFields.StreamOptions))
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            if (server.SendsObfuscationFlag && !refused.Contains(RefusedFields.IncludeObfuscation))
                json.WriteBoolean("include_obfuscation"u8, false);
            json.WriteEndObject();
        }

        if (request.MaxOutputTokens is { } limit && MaxTokensField(server, refused) is { } field)
            json.WriteNumber(field, limit);
        WriteTools(json, request.Tools);
        server.Extra.Write(json);
        json.WriteEndObject();
    }

    /// <summary>The server's name for the limit; the other one if that was refused; none if both were, or if the settings say it themselves.</summary>
    private static string? MaxTokensField(ChatServer server, ImmutableHashSet<string> refused)
    {
        if (server.Extra.Has(RefusedFields.MaxTokens) || server.Extra.Has(RefusedFields.MaxCompletionTokens))
            return null;

        var other = server.MaxTokensField == RefusedFields.MaxTokens ? RefusedFields.MaxCompletionTokens : RefusedFields.MaxTokens;
        return !refused.Contains(server.MaxTokensField) ? server.MaxTokensField : !refused.Contains(other) ? other : null;
    }

    private static void WriteMessage(Utf8JsonWriter json, LlmMessage message, string systemRole)
    {
        if (message.Role == LlmRole.Tool)
        {
            foreach (var result in message.Content.OfType<LlmContent.ToolResult>())
            {
                json.WriteStartObject();
                json.WriteString("role"u8, "tool"u8);
                json.WriteString("tool_call_id"u8, result.CallId);
                json.WriteString("content"u8, result.Output);
                json.WriteEndObject();
            }

            return;
        }

        json.WriteStartObject();
        if (message.Role == LlmRole.System)
            json.WriteString("role"u8, systemRole);
        else
            json.WriteString("role"u8, message.Role == LlmRole.Assistant ? "assistant"u8 : "user"u8);
        WriteContent(json, message);
        WriteToolCalls(json, message);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, LlmMessage message)
    {
        if (message.Content is [LlmContent.Text only])
        {
            json.WritePropertyName("content"u8);
            json.WriteRawValue(only.Json, skipInputValidation: true);
        }
        else if (message.Role == LlmRole.User && message.Content.Any(content => content is LlmContent.Image)) // servers refuse one in any other role
        {
            json.WriteStartArray("content"u8);
            foreach (var content in message.Content)
                WritePart(json, content);
            json.WriteEndArray();
        }
        else if (message.Content.Any(content => content is LlmContent.Text))
        {
            json.WriteString("content"u8, string.Concat(message.Content.OfType<LlmContent.Text>().Select(text => text.Value)));
        }
        else if (message is { Role: LlmRole.Assistant, HasToolCall: true })
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WriteString("content"u8, ""u8);
        }
    }

    internal static void WritePart(Utf8JsonWriter json, LlmContent content)
    {
        switch (content)
        {
            case LlmContent.Text text:
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WritePropertyName("text"u8);
                json.WriteRawValue(text.Json, skipInputValidation: true);
                json.WriteEndObject();
                break;
            case LlmContent.Image image:
                json.WriteStartObject();
                json.WriteString("type"u8, "image_url"u8);
                json.WriteStartObject("image_url"u8);
                json.WritePropertyName("url"u8);
                RequestJson.WriteDataUrl(json, image);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default: // calls and results stand beside the content
                break;
        }
    }

    private static void WriteToolCalls(Utf8JsonWriter json, LlmMessage message)
    {
        if (message is not { Role: LlmRole.Assistant, HasToolCall: true })
            return;

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in message.Content.OfType<LlmContent.ToolCall>())
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WriteTools(Utf8JsonWriter json, IReadOnlyList<LlmTool> tools)
    {
        if (tools.Count == 0)
            return; // an empty list is refused

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Name);
            json.WriteString("description"u8, tool.Description);
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue(tool.ParametersSchema);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
