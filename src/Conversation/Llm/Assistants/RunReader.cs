using System.Text;
using System.Text.Json;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>
/// Turns the events of a run into ours. What they are stands in the stream's <c>event:</c> line; a server that leaves it out is understood by
/// the <c>object</c> and <c>status</c> of the data. Steps of the run, and whatever else is not known, are passed over.
/// </summary>
/// <remarks>Source: "Assistant stream events", https://platform.openai.com/docs/api-reference/assistants-streaming/events.</remarks>
internal sealed class RunReader : AnswerReader
{
    private ToolCallAssembler? _tools;
    private string _message = "";
    private bool _isInPieces;

    /// <summary>The run that answers; "" while it is not known.</summary>
    public string RunId { get; private set; } = "";

    public override void ReadEvent(string eventType, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (IsDone || Error is not null)
            return;

        if (eventType == "done" || data.StartsWith("[DONE]"u8))
            IsDone = HasData = true;
        else if (!data.IsEmpty && data[0] == (byte)'{')
            Read(eventType, data);
        else if (eventType == "error")
            (HasData, Error) = (true, data.ToArray());
    }

    /// <summary>A run's answer is only ever a stream: one that is told as a whole would have to be waited for and read back from the thread.</summary>
    public override bool ReadWhole(ReadOnlySpan<byte> json)
    {
        Read("", json.Trim(AnswerStream.Insignificant));
        return false;
    }

    protected override IEnumerable<LlmEvent.ToolCall> CompleteCalls() => FinishReason == "tool_calls" && _tools is not null ? _tools.Complete() : [];

    private void Read(string eventType, ReadOnlySpan<byte> json)
    {
        HasData = true;
        var data = new RunData();
        var reader = new Utf8JsonReader(json, LenientJson.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            reader.Read(); // gateways exist that wrap an error in an array
        data.Read(ref reader, json);
        switch (eventType is "" or "message" ? data.Event : eventType)
        {
            case "error":
                Error = json.ToArray();
                break;
            case "thread.message.delta":
                _isInPieces = true;
                AddContent(data);
                break;
            case "thread.message.completed" or "thread.message.incomplete":
                if (!_isInPieces)
                    AddContent(data);
                _isInPieces = false;
                break;
            case var run when run.StartsWith("thread.run.", StringComparison.Ordinal) && !run.StartsWith("thread.run.step.", StringComparison.Ordinal):
                ReadRun(run["thread.run.".Length..], data);
                break;
        }
    }

    private void ReadRun(string status, RunData run)
    {
        if (AssistantsApi.IsId(run.Id))
            RunId = run.Id;
        Usage = run.Usage ?? Usage;
        switch (status)
        {
            case "completed":
                FinishReason = "stop";
                break;
            case "requires_action":
                _tools = run.Tools;
                FinishReason = "tool_calls";
                break;
            case "incomplete":
                FinishReason = run.IncompleteReason is "max_completion_tokens" or "max_prompt_tokens" or "" ? "length" : run.IncompleteReason;
                break;
            case "failed":
                Error = run.LastError ?? Explain("failed");
                break;
            case "expired" or "cancelled":
                Error = Explain(status);
                break;
        }
    }

    /// <summary>Nothing of ours cancels a run whose answer is still read, and another try makes a run of its own.</summary>
    private static byte[] Explain(string status) => Encoding.UTF8.GetBytes($$"""{"code":"server_error","message":"The run ended as {{status}}."}""");

    private void AddContent(RunData data)
    {
        // A run may write several messages: they are paragraphs of one answer.
        if (HasAnswer && data.Id != _message)
            AddText("\n\n");
        _message = data.Id;
        foreach (var (text, isRefusal) in data.Content)
        {
            if (!isRefusal)
                AddText(text);
            else if (text.Length > 0)
                Add(new LlmEvent.Refusal(text), isAnswer: true);
        }
    }
}
