using System.Text.Json;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>What of one event's data matters: a run, a message, a piece of one, or an error. A value of another shape than known counts as none.</summary>
internal sealed class RunData
{
    private readonly List<(string Text, bool IsRefusal)> _content = [];
    private string _object = "";
    private string _status = "";
    private bool _isError;

    public string Id { get; private set; } = "";

    /// <summary>The event that this must be, for a stream that does not name it.</summary>
    public string Event => _isError ? "error" : _object is "thread.run" or "thread.message" ? $"{_object}.{_status}" : _object;

    /// <summary>The texts of a message or of a piece of one. Files, and where a citation was found, are no text; its mark in the text stays.</summary>
    public IReadOnlyList<(string Text, bool IsRefusal)> Content => _content;

    /// <summary>The calls that a run waits for; null for none.</summary>
    public ToolCallAssembler? Tools { get; private set; }

    public LlmEvent.Usage? Usage { get; private set; }

    public string IncompleteReason { get; private set; } = "";

    /// <summary>Why a run failed, as JSON.</summary>
    public byte[]? LastError { get; private set; }

    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("id"u8))
                Id = reader.NextText();
            else if (reader.ValueTextEquals("object"u8))
                _object = reader.NextText();
            else if (reader.ValueTextEquals("status"u8))
                _status = reader.NextText();
            else if (reader.ValueTextEquals("delta"u8))
                ReadDelta(ref reader);
            else if (reader.ValueTextEquals("content"u8))
                ReadContent(ref reader);
            else if (reader.ValueTextEquals("required_action"u8))
                ReadRequiredAction(ref reader);
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader);
            else if (reader.ValueTextEquals("incomplete_details"u8))
                ReadIncompleteDetails(ref reader);
            else if (reader.ValueTextEquals("last_error"u8))
                ReadLastError(ref reader, json);
            else if (reader.ValueTextEquals("error"u8))
                _isError |= reader.NextIsTruthy();
            else
                reader.Skip();
        }
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("content"u8))
                ReadContent(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartArray))
            return;

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadPart(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadPart(ref Utf8JsonReader reader)
    {
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("text"u8))
                ReadText(ref reader);
            else if (reader.ValueTextEquals("refusal"u8))
                _content.Add((reader.NextText(), true));
            else
                reader.Skip();
        }
    }

    /// <summary>{"value":"…","annotations":[…]}, or the words alone.</summary>
    private void ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            _content.Add((reader.Text(), false));
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("value"u8))
                _content.Add((reader.NextText(), false));
            else
                reader.Skip();
        }
    }

    private void ReadRequiredAction(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        while (reader.NextProperty())
        {
            if (!reader.ValueTextEquals("submit_tool_outputs"u8))
                reader.Skip();
            else if (reader.NextEnters(JsonTokenType.StartObject))
                ReadToolCalls(ref reader);
        }
    }

    private void ReadToolCalls(ref Utf8JsonReader reader)
    {
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("tool_calls"u8))
            {
                Tools = new ToolCallAssembler();
                Tools.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        int? input = null, output = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
                input = reader.NextNumber();
            else if (reader.ValueTextEquals("completion_tokens"u8))
                output = reader.NextNumber();
            else
                reader.Skip();
        }

        if (input is not null || output is not null)
            Usage = new LlmEvent.Usage(input ?? 0, output ?? 0);
    }

    private void ReadIncompleteDetails(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("reason"u8))
                IncompleteReason = reader.NextText();
            else
                reader.Skip();
        }
    }

    private void ReadLastError(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        LastError = json[start..(int)reader.BytesConsumed].ToArray();
    }
}
