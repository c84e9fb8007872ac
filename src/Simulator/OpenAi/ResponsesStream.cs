using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The events of a response. There is no end mark: the last event says how it ended.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/responses-streaming.</remarks>
internal sealed class ResponsesStream(HttpContext context, ChatAnswer answer, TimeProvider time) : ModelStream(context, answer, time)
{
    private int _sequence;
    private int _item = -1;
    private bool _isReasoning;
    private bool _isMessage;

    protected override void WriteStart()
    {
        WriteResponse("response.created", "in_progress");
        WriteResponse("response.in_progress", "in_progress");
    }

    protected override void WritePiece(string text, int from, int to, bool isReasoning)
    {
        if (isReasoning && !_isReasoning)
        {
            _isReasoning = true;
            WriteItem("response.output_item.added", isNew: true, () => Json.WriteRawValue($$"""{"id":"{{ResponseJson.Id(Answer, "rs")}}","type":"reasoning","summary":[]}"""));
        }
        else if (!isReasoning && !_isMessage)
        {
            EndReasoning();
            _isMessage = true;
            WriteItem("response.output_item.added", isNew: true, () => ResponseJson.WriteMessage(Json, Answer, ""));
        }

        Begin(isReasoning ? "response.reasoning_summary_text.delta" : "response.output_text.delta");
        Json.WriteString("item_id"u8, ResponseJson.Id(Answer, isReasoning ? "rs" : "msg"));
        Json.WriteNumber("output_index"u8, _item);
        if (!isReasoning)
            Json.WriteNumber("content_index"u8, 0);
        Json.WriteString("delta"u8, text.AsSpan(from, to - from));
        End();
    }

    protected override void WriteToolCalls()
    {
        EndReasoning();
        EndMessage();
        foreach (var call in Answer.ToolCalls)
        {
            WriteItem("response.output_item.added", isNew: true, () => ResponseJson.WriteCall(Json, call, "", AnswerFlaw.None));
            Begin("response.function_call_arguments.delta");
            Json.WriteString("item_id"u8, "fc_" + call.Id);
            Json.WriteNumber("output_index"u8, _item);
            Json.WriteString("delta"u8, call.Arguments);
            End();
            WriteItem("response.output_item.done", isNew: false, () => ResponseJson.WriteCall(Json, call, call.Arguments, Answer.Flaw));
        }
    }

    protected override void WriteEnd()
    {
        var status = ResponseJson.Status(Answer);
        WriteResponse("response." + status, status);
        if (Answer.Flaw == AnswerFlaw.DoneWithTrailingBlank)
            WriteData("", "[DONE] "u8);
    }

    /// <summary>An event that nobody knows yet.</summary>
    protected override void WriteEmpty()
    {
        Begin("response.something_new");
        End();
    }

    /// <summary>The documented form, and the other one that is seen.</summary>
    protected override void WriteError(bool isNamed)
    {
        if (isNamed)
            WriteData("error", """{"type":"error","error":{"type":"server_error","code":"server_error","message":"The server broke off.","param":null}}"""u8);
        else
            WriteData("error", """{"type":"error","code":"server_error","message":"The server broke off.","param":null,"sequence_number":9}"""u8);
    }

    private void EndReasoning()
    {
        if (!_isReasoning)
            return;

        _isReasoning = false;
        WriteItem("response.output_item.done", isNew: false, () => ResponseJson.WriteReasoning(Json, Answer));
    }

    private void EndMessage()
    {
        if (!_isMessage)
            return;

        _isMessage = false;
        Begin("response.output_text.done");
        Json.WriteString("item_id"u8, ResponseJson.Id(Answer, "msg"));
        Json.WriteNumber("output_index"u8, _item);
        Json.WriteNumber("content_index"u8, 0);
        Json.WriteString("text"u8, Answer.Text);
        End();
        WriteItem("response.output_item.done", isNew: false, () => ResponseJson.WriteMessage(Json, Answer, Answer.Text));
    }

    private void WriteItem(string type, bool isNew, Action write)
    {
        if (isNew)
            _item++;
        Begin(type);
        Json.WriteNumber("output_index"u8, _item);
        Json.WritePropertyName("item"u8);
        write();
        End();
    }

    private void WriteResponse(string type, string status)
    {
        Begin(type);
        Json.WritePropertyName("response"u8);
        ResponseJson.WriteResponse(Json, Answer, status);
        End();
    }

    private void Begin(string type)
    {
        BeginEvent(type);
        Json.WriteStartObject();
        Json.WriteString("type"u8, type);
        Json.WriteNumber("sequence_number"u8, _sequence++);
    }

    private void End()
    {
        Json.WriteEndObject();
        EndEvent();
    }
}
