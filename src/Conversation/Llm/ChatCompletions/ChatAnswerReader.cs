using System.Text.Json;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>
/// Turns the JSON of an answer, whole or in chunks, into events. It reads what it knows wherever it stands, takes each value in any of the
/// shapes that servers give it, and skips the rest: a field it does not need can never break an answer.
/// </summary>
internal sealed class ChatAnswerReader : AnswerReader
{
    private ToolCallAssembler? _tools;

    public override void ReadEvent(string eventType, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty || IsDone || Error is not null)
            return;

        // By its beginning, as the reference clients do: some servers put something behind it.
        if (data.StartsWith("[DONE]"u8))
            IsDone = HasData = true;
        else if (data[0] is (byte)'{' or (byte)'[')
            Read(data, eventType == "error", isWhole: false);
        else if (eventType == "error")
            (HasData, Error) = (true, data.ToArray());
    }

    public override bool ReadWhole(ReadOnlySpan<byte> json)
    {
        var sawChoices = Read(json.Trim(AnswerStream.Insignificant), isError: false, isWhole: true);
        FinishReason ??= sawChoices ? "stop" : null; // null in a whole answer is how some servers say "stop"
        return sawChoices || Error is not null;
    }

    protected override IEnumerable<LlmEvent.ToolCall> CompleteCalls() => _tools?.Complete() ?? [];

    private bool Read(ReadOnlySpan<byte> json, bool isError, bool isWhole)
    {
        HasData = true;
        var sawChoices = false;
        var reader = new Utf8JsonReader(json, LenientJson.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            reader.Read(); // gateways exist that wrap an error in an array
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("choices"u8))
                sawChoices |= ReadChoices(ref reader, isWhole);
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader);
            else if (reader.ValueTextEquals("error"u8))
                isError |= reader.NextIsTruthy();
            else if (reader.ValueTextEquals("object"u8))
                isError |= reader.NextText() == "error";
            else
                reader.Skip();
        }

        if (isError)
            Error = json.ToArray();
        return sawChoices;
    }

    private bool ReadChoices(ref Utf8JsonReader reader, bool isWhole)
    {
        if (!reader.NextEnters(JsonTokenType.StartArray))
            return false;

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadChoice(ref reader, isWhole);
            else
                reader.Skip();
        }

        return true;
    }

    private void ReadChoice(ref Utf8JsonReader reader, bool isWhole)
    {
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("delta"u8))
                ReadMessage(ref reader);
            else if (reader.ValueTextEquals("message"u8) && (isWhole || !HasPiece)) // a last chunk may repeat the whole text as "message"
                ReadMessage(ref reader);
            else if (reader.ValueTextEquals("finish_reason"u8))
                FinishReason = reader.NextText() is { Length: > 0 } reason ? reason : FinishReason;
            else
                reader.Skip();
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        var reasoning = false;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("content"u8))
            {
                ReadContent(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                if (reader.NextText() is { Length: > 0 } refusal)
                    Add(new LlmEvent.Refusal(refusal), isAnswer: true);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8))
            {
                // Some servers send both names with the same text.
                if (reader.NextText() is { Length: > 0 } thought && !reasoning)
                    Add(new LlmEvent.Reasoning(thought), isAnswer: false);
                reasoning = true;
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                _tools ??= new ToolCallAssembler();
                _tools.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            AddText(reader.Text());
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    ReadContentPart(ref reader);
                else if (reader.TokenType == JsonTokenType.String)
                    AddText(reader.Text());
                else
                    reader.Skip();
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadContentPart(ref reader);
        }
    }

    private void ReadContentPart(ref Utf8JsonReader reader)
    {
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("text"u8))
                AddText(reader.NextText());
            else
                reader.Skip();
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
}
