using System.Buffers;
using System.Text.Json;

namespace BotHost.Bench.Floor;

/// <summary>One pass over the body; everything that is not needed is skipped unread.</summary>
internal static class WebhookBody
{
    public static bool TryRead(in ReadOnlySequence<byte> body, out Question question)
    {
        string messageId = "", conversationId = "", staffId = "", text = "";
        var isGroup = false;
        question = default;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("msgId"u8))
                    messageId = NextString(ref reader);
                else if (reader.ValueTextEquals("conversationId"u8))
                    conversationId = NextString(ref reader);
                else if (reader.ValueTextEquals("conversationType"u8))
                    isGroup = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2"u8);
                else if (reader.ValueTextEquals("senderStaffId"u8))
                    staffId = NextString(ref reader);
                else if (reader.ValueTextEquals("text"u8))
                    text = NextContent(ref reader);
                else
                    reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }

        question = new Question(messageId, isGroup, conversationId, staffId, text.Trim());
        return messageId.Length > 0 && conversationId.Length > 0;
    }

    private static string NextString(ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() ?? "" : "";

    private static string NextContent(ref Utf8JsonReader reader)
    {
        var content = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return content;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
                content = NextString(ref reader);
            else
                reader.Skip();
        }

        return content;
    }
}
