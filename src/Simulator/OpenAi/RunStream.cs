using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The events of a run.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/assistants-streaming/events.</remarks>
internal sealed class RunStream(HttpContext context, ChatAnswer answer, TimeProvider time, FakeThreads threads, FakeRun run) : ModelStream(context, answer, time)
{
    private string MessageId => "msg_" + Answer.Request.Sequence.ToString(CultureInfo.InvariantCulture);

    private bool HasText => Answer.Text.Length > 0;

    protected override void WriteStart()
    {
        WriteRun("thread.run.created", "queued");
        WriteRun("thread.run.in_progress", RunStatus.InProgress);
        WriteStep("thread.run.step.created", RunStatus.InProgress);
        if (Answer.Flaw is AnswerFlaw.RunFailed or AnswerFlaw.RunExpired || !HasText)
            return;

        WriteMessage("thread.message.created", "", RunStatus.InProgress);
    }

    protected override void WritePiece(string text, int from, int to, bool isReasoning)
    {
        if (isReasoning || Answer.Flaw is AnswerFlaw.RunFailed or AnswerFlaw.RunExpired)
            return; // reasoning is not told here

        BeginEvent("thread.message.delta");
        ThreadMessages.WriteDelta(Json, MessageId, text[from..to]);
        EndEvent();
    }

    /// <summary>The calls come with the run that waits for their results.</summary>
    protected override void WriteToolCalls()
    {
    }

    protected override void WriteEnd()
    {
        var status = Status();
        var isWhole = status is RunStatus.Completed or RunStatus.RequiresAction;
        if (HasText && status is not (RunStatus.Failed or RunStatus.Expired))
            WriteMessage(isWhole ? "thread.message.completed" : "thread.message.incomplete", Answer.Text, isWhole ? RunStatus.Completed : RunStatus.Incomplete);
        if (status == RunStatus.Completed)
            WriteStep("thread.run.step.completed", RunStatus.Completed);
        var said = status is RunStatus.Failed or RunStatus.Expired || (!HasText && Answer.ToolCalls.Count == 0)
            ? null : new ChatRequestMessage("assistant", Answer.Text) { Parts = [new ChatRequestPart.Text(Answer.Text)], ToolCalls = Answer.ToolCalls };
        threads.Told(run, status, said, [.. Answer.ToolCalls.Select(call => call.Id)]);
        WriteRun("thread.run." + status, status);
        WriteData("done", Answer.Flaw == AnswerFlaw.DoneWithTrailingBlank ? "[DONE] "u8 : "[DONE]"u8);
    }

    /// <summary>Always named here, and its data is the error itself.</summary>
    protected override void WriteError(bool isNamed)
    {
        threads.Told(run, RunStatus.Failed, message: null, awaited: []);
        WriteData("error", """{"message":"The server broke off.","type":"server_error","param":null,"code":null}"""u8);
        WriteData("done", "[DONE]"u8);
    }

    private string Status() => (Answer.Flaw, Answer.FinishReason) switch
    {
        (AnswerFlaw.RunFailed, _) => RunStatus.Failed,
        (AnswerFlaw.RunExpired, _) => RunStatus.Expired,
        _ when Answer.ToolCalls.Count > 0 => RunStatus.RequiresAction,
        (_, "length" or "content_filter") => RunStatus.Incomplete,
        _ => RunStatus.Completed,
    };

    private void WriteRun(string name, string status)
    {
        BeginEvent(name);
        RunJson.Write(Json, run, status, Answer);
        EndEvent();
    }

    private void WriteMessage(string name, string text, string status)
    {
        BeginEvent(name);
        ThreadMessages.Write(Json, MessageId, "assistant", text, status);
        EndEvent();
    }

    private void WriteStep(string name, string status)
    {
        BeginEvent(name);
        Json.WriteStartObject();
        Json.WriteString("id"u8, "step_" + Answer.Request.Sequence.ToString(CultureInfo.InvariantCulture));
        Json.WriteString("object"u8, "thread.run.step"u8);
        Json.WriteString("run_id"u8, run.Id);
        Json.WriteString("type"u8, "message_creation"u8);
        Json.WriteString("status"u8, status);
        Json.WriteEndObject();
        EndEvent();
    }
}
