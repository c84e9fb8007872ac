using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>
/// Turns the JSON of an answer, whole or in chunks, into events. It reads what it knows wherever it stands, takes each value in any of the
/// shapes that servers give it, and skips the rest: a field it does not need can never break an answer.
/// </summary>
internal sealed class ChatAnswerReader
{
    private static readonly JsonReaderOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly Queue<LlmEvent> _events = new();
    private ToolCallAssembler? _tools;
    private char _heldSurrogate;
    private LlmEvent.Usage? _usage;

    /// <summary>True once a piece of text, reasoning or refusal was found.</summary>
    public bool HasPiece { get; private set; }

    /// <summary>True once there was something to show or to do; reasoning is neither.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>True once there was JSON of any kind.</summary>
    public bool HasData { get; private set; }

    /// <summary>The model's last word; null before it.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>True after the end mark of the stream.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The JSON that reports an error; null while there is none.</summary>
    public byte[]? Error { get; private set; }

    public bool HasEvents => _events.Count > 0;

    public bool TryTake([MaybeNullWhen(false)] out LlmEvent next) => _events.TryDequeue(out next);

    /// <summary>Reads the data of one event of the stream.</summary>
    public void ReadEvent(string eventType, ReadOnlySpan<byte> data)
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

    /// <summary>Reads a whole answer. False if it is JSON, but neither an answer nor an error.</summary>
    public bool ReadWhole(ReadOnlySpan<byte> json)
    {
        var sawChoices = Read(json.Trim(AnswerStream.Insignificant), isError: false, isWhole: true);
        FinishReason ??= sawChoices ? "stop" : null; // null in a whole answer is how some servers say "stop"
        return sawChoices || Error is not null;
    }

    /// <summary>Nothing more will come. Incomplete tool calls are dropped: half a call must never run.</summary>
    public void End(bool isComplete)
    {
        if (_heldSurrogate != 0)
            _events.Enqueue(new LlmEvent.Text("\uFFFD"));
        _heldSurrogate = '\0';
        foreach (var call in isComplete && _tools is not null ? _tools.Complete() : [])
        {
            HasAnswer = true;
            _events.Enqueue(call);
        }

        if (_usage is not null)
            _events.Enqueue(_usage);
    }

    public void Add(LlmEvent last) => _events.Enqueue(last);

    private bool Read(ReadOnlySpan<byte> json, bool isError, bool isWhole)
    {
        HasData = true;
        var sawChoices = false;
        var reader = new Utf8JsonReader(json, s_lenient);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            reader.Read(); // gateways exist that wrap an error in an array
        while (reader.TokenType != JsonTokenType.EndArray && NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
                sawChoices |= ReadChoices(ref reader, isWhole);
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader);
            else if (reader.ValueTextEquals("error"u8))
                isError |= ReadIsTruthy(ref reader);
            else if (reader.ValueTextEquals("object"u8))
                isError |= ReadText(ref reader) == "error";
            else
                reader.Skip();
        }

        if (isError)
            Error = json.ToArray();
        return sawChoices;
    }

    private bool ReadChoices(ref Utf8JsonReader reader, bool isWhole)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

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
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("delta"u8))
                ReadMessage(ref reader);
            else if (reader.ValueTextEquals("message"u8) && (isWhole || !HasPiece)) // a last chunk may repeat the whole text as "message"
                ReadMessage(ref reader);
            else if (reader.ValueTextEquals("finish_reason"u8))
                FinishReason = ReadText(ref reader) is { Length: > 0 } reason ? reason : FinishReason;
            else
                reader.Skip();
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var reasoning = false;
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
            {
                ReadContent(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                if (ReadText(ref reader) is { Length: > 0 } refusal)
                    Add(new LlmEvent.Refusal(refusal), isAnswer: true);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8))
            {
                // Some servers send both names with the same text.
                if (ReadText(ref reader) is { Length: > 0 } thought && !reasoning)
                    Add(new LlmEvent.Reasoning(thought), isAnswer: false);
                reasoning = true;
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                ReadToolCalls(ref reader);
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
            AddText(LenientText.Read(ref reader));
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    ReadContentPart(ref reader);
                else if (reader.TokenType == JsonTokenType.String)
                    AddText(LenientText.Read(ref reader));
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
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                AddText(ReadText(ref reader));
            else
                reader.Skip();
        }
    }

    private void ReadToolCalls(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadToolCall(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadToolCall(ref Utf8JsonReader reader)
    {
        int? index = null;
        var (id, name, arguments) = ("", "", "");
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
            {
                index = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                    (name, arguments) = ReadFunction(ref reader);
                else
                    reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        _tools ??= new ToolCallAssembler();
        _tools.Add(index, id, name, arguments);
    }

    private static (string Name, string Arguments) ReadFunction(ref Utf8JsonReader reader)
    {
        var (name, arguments) = ("", "");
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                arguments = reader.TokenType switch
                {
                    JsonTokenType.String => LenientText.Read(ref reader),
                    JsonTokenType.StartObject or JsonTokenType.StartArray => RawText(ref reader),
                    _ => "",
                };
            }
            else
            {
                reader.Skip();
            }
        }

        return (name, arguments);
    }

    private static string RawText(ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        int? input = null, output = null;
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
                input = ReadNumber(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8))
                output = ReadNumber(ref reader);
            else
                reader.Skip();
        }

        if (input is not null || output is not null)
            _usage = new LlmEvent.Usage(input ?? 0, output ?? 0);
    }

    private void AddText(string text)
    {
        if (text.Length == 0)
            return;

        if (_heldSurrogate != 0)
            text = _heldSurrogate + text;
        _heldSurrogate = '\0';
        if (char.IsHighSurrogate(text[^1]))
        {
            // The other half comes with the next piece.
            _heldSurrogate = text[^1];
            text = text[..^1];
        }

        if (text.Length > 0)
            Add(new LlmEvent.Text(text), isAnswer: true);
    }

    private void Add(LlmEvent piece, bool isAnswer)
    {
        HasPiece = true;
        HasAnswer |= isAnswer;
        _events.Enqueue(piece);
    }

    /// <summary>Moves to the next name within an object; false at its end.</summary>
    private static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return LenientText.Read(ref reader);

        reader.Skip();
        return "";
    }

    /// <summary>A whole number, also when it is written as 5.0 or "5"; null for anything else.</summary>
    private static int? ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        double number = 0;
        var isNumber = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDouble(out number),
            JsonTokenType.String => double.TryParse(reader.ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        reader.Skip();
        return isNumber && !double.IsNaN(number) ? (int)Math.Clamp(number, 0, int.MaxValue) : null;
    }

    /// <summary>null, false, 0, "" and {} are how servers say that there is no error.</summary>
    private static bool ReadIsTruthy(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.String:
                return !reader.ValueSpan.IsEmpty;
            case JsonTokenType.Number:
                return !reader.TryGetDouble(out var number) || number != 0;
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                var depth = reader.CurrentDepth;
                reader.Read();
                var isEmpty = reader.CurrentDepth == depth;
                while (reader.CurrentDepth > depth)
                    reader.Read();
                return !isEmpty;
            default:
                return false;
        }
    }
}
