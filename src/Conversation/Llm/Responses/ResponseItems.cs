using System.Text.Json;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>Writes messages as the items that responses and conversations are made of.</summary>
/// <remarks>
/// Source: "Create a model response" and "Create items", https://platform.openai.com/docs/api-reference/conversations/create-item.
/// Calls and results are items of their own and are matched by <c>call_id</c>; an id of the item itself is never sent, for it would have to
/// be one that the server knows.
/// </remarks>
internal static class ResponseItems
{
    public static void Write(Utf8JsonWriter json, IEnumerable<LlmMessage> messages)
    {
        foreach (var message in messages)
            Write(json, message);
    }

    private static void Write(Utf8JsonWriter json, LlmMessage message)
    {
        if (message.Role is LlmRole.User or LlmRole.Assistant && (message.Content.Any(content => content is LlmContent.Text or LlmContent.Image) || !message.HasToolCall))
            WriteWords(json, message);
        foreach (var content in message.Content)
        {
            if (content is LlmContent.ToolCall call)
                WriteCall(json, call);
            else if (content is LlmContent.ToolResult result)
                WriteResult(json, result);
        }
    }

    private static void WriteWords(Utf8JsonWriter json, LlmMessage message)
    {
        var isUser = message.Role == LlmRole.User;
        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, isUser ? "user"u8 : "assistant"u8);
        json.WriteStartArray("content"u8);
        foreach (var content in message.Content)
        {
            if (content is LlmContent.Text text)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, isUser ? "input_text"u8 : "output_text"u8);
                json.WritePropertyName("text"u8);
                json.WriteRawValue(text.Json, skipInputValidation: true);
                json.WriteEndObject();
            }
            else if (content is LlmContent.Image image && isUser)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "input_image"u8);
                json.WritePropertyName("image_url"u8);
                RequestJson.WriteDataUrl(json, image);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, LlmContent.ToolCall call)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function_call"u8);
        json.WriteString("call_id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, call.Arguments);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, LlmContent.ToolResult result)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function_call_output"u8);
        json.WriteString("call_id"u8, result.CallId);
        json.WriteString("output"u8, result.Output);
        json.WriteEndObject();
    }
}
