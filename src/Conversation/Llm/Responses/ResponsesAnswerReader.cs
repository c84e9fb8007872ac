using System.Text;
using System.Text.Json;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>
/// Turns a response, whole or in events, into ours. The pieces are what is shown; whole items are what counts, and they fill in what the
/// pieces left out. Events and fields that it does not know are passed over.
/// </summary>
/// <remarks>
/// Source: "Streaming events", https://platform.openai.com/docs/api-reference/responses-streaming. There is no end mark: the last event is
/// <c>response.completed</c>, <c>response.incomplete</c>, <c>response.failed</c> or <c>error</c>.
/// </remarks>
internal sealed class ResponsesAnswerReader : AnswerReader
{
    private readonly List<LlmEvent.ToolCall> _calls = [];
    private readonly StringBuilder _text = new();       // of the item that is being written
    private bool _hasItems;
    private bool _hasWords;
    private bool _hasRefusal;                           // in the item that is being written
    private bool _hasReasoning;                         // likewise

    public override void ReadEvent(string eventType, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty || IsDone || Error is not null)
            return;

        HasData = true;
        if (data.StartsWith("[DONE]"u8)) // gateways exist that cannot do without
            IsDone = true;
        else if (data[0] is (byte)'{' or (byte)'[')
            Read(data, eventType);
        else if (eventType == "error")
            Error = data.ToArray();
    }

    public override bool ReadWhole(ReadOnlySpan<byte> json)
    {
        HasData = true;
        json = json.Trim(AnswerStream.Insignificant);
        var reader = new Utf8JsonReader(json, LenientJson.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            reader.Read();
        var response = ReadResponse(ref reader);
        if (response.Error.Length > 0 || response.IsFailure)
            Error = json.ToArray();
        else if (response.IsOne)
            Finish(response);
        return response.IsOne || Error is not null;
    }

    protected override IEnumerable<LlmEvent.ToolCall> CompleteCalls() => _calls;

    private void Read(ReadOnlySpan<byte> json, string eventType)
    {
        var reader = new Utf8JsonReader(json, LenientJson.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            reader.Read(); // gateways exist that wrap an error in an array

        var (type, delta, isError) = (eventType, "", false);
        Utf8JsonReader item = default, response = default;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
                type = reader.NextText() is { Length: > 0 } named ? named : type;
            else if (reader.ValueTextEquals("delta"u8))
                delta = reader.NextText();
            else if (reader.ValueTextEquals("error"u8))
                isError = reader.NextIsTruthy();
            else if (reader.ValueTextEquals("item"u8))
                item = Mark(ref reader);
            else if (reader.ValueTextEquals("response"u8))
                response = Mark(ref reader);
            else
                reader.Skip();
        }

        if (isError || type == "error")
            Error = json.ToArray();
        else
            Take(type, delta, ref item, ref response);
    }

    /// <summary>The type decides what a value means, and may stand behind it: it is read later from where it stands.</summary>
    private static Utf8JsonReader Mark(scoped ref Utf8JsonReader reader)
    {
        var here = reader;
        reader.Read();
        reader.Skip();
        return here;
    }

    private void Take(string type, string delta, ref Utf8JsonReader item, ref Utf8JsonReader response)
    {
        switch (type)
        {
            case "response.output_text.delta":
                ShowText(delta);
                break;
            case "response.refusal.delta":
                ShowRefusal(delta);
                break;
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                ShowReasoning(delta);
                break;
            case "response.reasoning_summary_part.added" when _hasReasoning:
                ShowReasoning("\n\n");
                break;
            case "response.output_item.done" when item.TokenType != JsonTokenType.None:
                TakeItem(ref item);
                break;
            case "response.completed" or "response.incomplete" or "response.failed" or "response.cancelled" when response.TokenType != JsonTokenType.None:
                if (response.NextEnters(JsonTokenType.StartObject))
                    End(ReadResponse(ref response), type);
                break;
        }
    }

    private void End(Response response, string type)
    {
        if (response.IsFailure || type is "response.failed" or "response.cancelled")
        {
            var error = response.Error.Length > 0 ? response.Error : """{"code":"server_error","message":"The response failed without a reason."}""";
            Error = Encoding.UTF8.GetBytes($$"""{"error":{{error}}}""");
            return;
        }

        if (type == "response.incomplete" && response.Status.Length == 0)
            response = response with { Status = "incomplete" };
        Finish(response);
        IsDone = true;
    }

    private void Finish(Response response) => FinishReason = response switch
    {
        { Status: "in_progress" or "queued" } => null,
        { Status: "incomplete", Reason: "max_output_tokens" } => "length",
        { Status: "incomplete", Reason: { Length: > 0 } reason } => reason,
        { Status: "incomplete" } => "incomplete",
        _ => _calls.Count > 0 ? "tool_calls" : "stop",
    };

    /// <summary>Reads the object that the reader is in.</summary>
    private Response ReadResponse(ref Utf8JsonReader reader)
    {
        var response = new Response();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("status"u8))
                response = response with { Status = reader.NextText() };
            else if (reader.ValueTextEquals("object"u8))
                response = response with { IsOne = reader.NextText() == "response" || response.IsOne };
            else if (reader.ValueTextEquals("error"u8))
                response = response with { Error = ReadError(ref reader) };
            else if (reader.ValueTextEquals("incomplete_details"u8))
                response = response with { Reason = ReadReason(ref reader) };
            else if (reader.ValueTextEquals("output"u8))
                response = response with { IsOne = ReadOutput(ref reader) || response.IsOne };
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader);
            else
                reader.Skip();
        }

        return response;
    }

    private static string ReadError(ref Utf8JsonReader reader)
    {
        var here = reader;
        if (!reader.NextIsTruthy())
            return "";

        here.Read();
        return here.RawText();
    }

    private static string ReadReason(ref Utf8JsonReader reader)
    {
        var reason = "";
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return reason;

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("reason"u8))
                reason = reader.NextText();
            else
                reader.Skip();
        }

        return reason;
    }

    private bool ReadOutput(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartArray))
            return false;

        var (isTaken, isShown) = (_hasItems, _hasWords);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && !isTaken)
                TakeItem(ResponseItem.Read(ref reader), isShown);
            else
                reader.Skip();
        }

        return true;
    }

    private void TakeItem(ref Utf8JsonReader reader)
    {
        if (reader.NextEnters(JsonTokenType.StartObject))
            TakeItem(ResponseItem.Read(ref reader), isShown: false);
    }

    /// <param name="item">A whole item.</param>
    /// <param name="isShown">True at the end of a stream of pieces: they have said it already.</param>
    private void TakeItem(ResponseItem item, bool isShown)
    {
        if (item.Type == "function_call" && item.Name.Length > 0 && item.Status != "incomplete")
            _calls.Add(new LlmEvent.ToolCall(item.CallId, item.Name, item.Arguments));

        if (!isShown)
        {
            if (item.Reasoning.Length > 0 && !_hasReasoning)
                ShowReasoning(item.Reasoning);
            if (item.Text.Length > _text.Length && item.Text.StartsWith(_text.ToString(), StringComparison.Ordinal))
                ShowText(item.Text[_text.Length..]);
            if (item.Refusal.Length > 0 && !_hasRefusal)
                ShowRefusal(item.Refusal);
        }

        _hasItems = true;
        _text.Clear();
        _hasRefusal = _hasReasoning = false;
    }

    private void ShowText(string text)
    {
        _text.Append(text);
        _hasWords |= text.Length > 0;
        AddText(text);
    }

    private void ShowRefusal(string refusal)
    {
        if (refusal.Length == 0)
            return;

        _hasRefusal = _hasWords = true;
        Add(new LlmEvent.Refusal(refusal), isAnswer: true);
    }

    private void ShowReasoning(string thought)
    {
        if (thought.Length == 0)
            return;

        _hasReasoning = true;
        Add(new LlmEvent.Reasoning(thought), isAnswer: false);
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartObject))
            return;

        int? input = null, output = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("input_tokens"u8))
                input = reader.NextNumber();
            else if (reader.ValueTextEquals("output_tokens"u8))
                output = reader.NextNumber();
            else
                reader.Skip();
        }

        if (input is not null || output is not null)
            Usage = new LlmEvent.Usage(input ?? 0, output ?? 0);
    }

    /// <param name="Status">Such as <c>completed</c>; "" where it is not said.</param>
    /// <param name="Reason">Why it is incomplete.</param>
    /// <param name="Error">JSON; "" for none.</param>
    /// <param name="IsOne">False for JSON that is no response.</param>
    private readonly record struct Response(string Status = "", string Reason = "", string Error = "", bool IsOne = false)
    {
        public Response()
            : this("")
        {
        }

        public bool IsFailure => Status is "failed" or "cancelled";
    }
}
