using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>The messages of a thread: as they come, and as they are told.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/messages.</remarks>
internal static class ThreadMessages
{
    /// <exception cref="BadChatRequestException">It is none that the real one takes.</exception>
    public static ChatRequestMessage Read(JsonElement message)
    {
        if (message.TextOf("role") is not ("user" or "assistant") || message.TextOf("role") is not { } role)
            throw new BadChatRequestException("a message's role is neither user nor assistant");

        ChatContent.Check(message, role);
        var read = new ChatRequestMessage(role, ChatContent.Text(message)) { Parts = ChatContent.Parts(message) };
        return read.Text.Length > 0 || read.Pictures.Count > 0 ? read : throw new BadChatRequestException("message content must be non-empty");
    }

    public static void Write(Utf8JsonWriter json, string id, string role, string text, string status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "thread.message"u8);
        json.WriteString("status"u8, status);
        json.WriteString("role"u8, role);
        json.WriteStartArray("content"u8);
        if (text.Length > 0)
            WriteText(json, text);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteDelta(Utf8JsonWriter json, string id, string piece)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "thread.message.delta"u8);
        json.WriteStartObject("delta"u8);
        json.WriteStartArray("content"u8);
        WriteText(json, piece);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteString("type"u8, "text"u8);
        json.WriteStartObject("text"u8);
        json.WriteString("value"u8, text);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
