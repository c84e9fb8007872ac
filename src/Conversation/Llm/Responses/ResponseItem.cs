using System.Text;
using System.Text.Json;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>One item of a response, as far as we need it: a message, thoughts, or the call of a tool.</summary>
internal sealed record ResponseItem
{
    public string Type { get; private init; } = "";

    public string Status { get; private init; } = "";

    /// <summary>Of a call: what its result must name.</summary>
    public string CallId { get; private init; } = "";

    public string Name { get; private init; } = "";

    /// <summary>JSON as the model wrote it.</summary>
    public string Arguments { get; private init; } = "{}";

    public string Text { get; private init; } = "";

    public string Refusal { get; private init; } = "";

    public string Reasoning { get; private init; } = "";

    /// <summary>Reads the object that the reader is in.</summary>
    public static ResponseItem Read(ref Utf8JsonReader reader)
    {
        var (type, status, id, callId, name, arguments) = ("", "", "", "", "", "");
        var words = new Words();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
                type = reader.NextText();
            else if (reader.ValueTextEquals("status"u8))
                status = reader.NextText();
            else if (reader.ValueTextEquals("id"u8))
                id = reader.NextText();
            else if (reader.ValueTextEquals("call_id"u8))
                callId = reader.NextText();
            else if (reader.ValueTextEquals("name"u8))
                name = reader.NextText();
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ReadArguments(ref reader);
            else if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("summary"u8))
                words.Read(ref reader);
            else
                reader.Skip();
        }

        var isReasoning = type == "reasoning";
        return new ResponseItem
        {
            Type = type,
            Status = status,
            CallId = callId.Length > 0 ? callId : id.Length > 0 ? id : $"call_{Guid.NewGuid():N}", // the answer to the call must name it
            Name = name,
            Arguments = string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments,
            Text = isReasoning ? "" : words.Text.ToString(),
            Refusal = words.Refusal.ToString(),
            Reasoning = isReasoning ? words.Text.ToString() : "",
        };
    }

    private static string ReadArguments(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.Text(),
            JsonTokenType.StartObject or JsonTokenType.StartArray => reader.RawText(),
            _ => "",
        };
    }

    /// <summary>What the parts of a content say.</summary>
    private sealed class Words
    {
        public StringBuilder Text { get; } = new();

        public StringBuilder Refusal { get; } = new();

        public void Read(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                Text.Append(reader.Text());
            else if (reader.TokenType != JsonTokenType.StartArray)
                reader.Skip();
            else
                ReadParts(ref reader);
        }

        private void ReadParts(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                while (reader.NextProperty())
                {
                    if (reader.ValueTextEquals("text"u8))
                        Text.Append(reader.NextText());
                    else if (reader.ValueTextEquals("refusal"u8))
                        Refusal.Append(reader.NextText());
                    else
                        reader.Skip();
                }
            }
        }
    }
}
