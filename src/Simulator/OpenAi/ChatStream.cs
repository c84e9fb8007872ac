using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The events of chat completions.</summary>
internal sealed class ChatStream(HttpContext context, ChatAnswer answer, TimeProvider time) : ModelStream(context, answer, time)
{
    /// <summary>The first chunk says who speaks, and nothing yet.</summary>
    protected override void WriteStart()
    {
        if (Answer.IsAzure)
        {
            BeginHead();
            Json.WriteStartArray("choices"u8);
            Json.WriteEndArray();
            Json.WritePropertyName("prompt_filter_results"u8);
            Json.WriteRawValue("""[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]""");
            EndObject();
        }

        BeginChunk();
        Json.WriteString("role"u8, "assistant"u8);
        Json.WriteString("content"u8, ""u8);
        Json.WriteNull("refusal"u8);
        EndChunk(finishReason: null);
    }

    protected override void WritePiece(string text, int from, int to, bool isReasoning)
    {
        BeginChunk();
        Json.WriteString(isReasoning ? "reasoning_content"u8 : "content"u8, text.AsSpan(from, to - from));
        EndChunk(finishReason: null);
    }

    protected override void WriteToolCalls()
    {
        for (var i = 0; i < Answer.ToolCalls.Count; i++)
        {
            var call = Answer.ToolCalls[i];
            var cut = Answer.Flaw == AnswerFlaw.ToolArgumentsAsObject ? call.Arguments.Length : TextPieces.SafeCut(call.Arguments, call.Arguments.Length / 2);
            BeginChunk();
            Json.WriteStartArray("tool_calls"u8);
            ChatJson.WriteToolCall(Json, i, call, call.Arguments[..cut], Answer.Flaw);
            Json.WriteEndArray();
            EndChunk(finishReason: null);
            if (cut < call.Arguments.Length)
                WriteMoreArguments(i, call.Arguments[cut..]);
        }
    }

    /// <summary>Only the first piece of a call has its id and name.</summary>
    private void WriteMoreArguments(int index, string arguments)
    {
        BeginChunk();
        Json.WriteStartArray("tool_calls"u8);
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, index);
        Json.WriteStartObject("function"u8);
        Json.WriteString("arguments"u8, arguments);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndArray();
        EndChunk(finishReason: null);
    }

    protected override void WriteEnd()
    {
        BeginChunk();
        EndChunk(Answer.FinishReason);
        if (Answer.Request.IncludeUsage)
        {
            BeginHead();
            Json.WriteStartArray("choices"u8);
            Json.WriteEndArray();
            ChatJson.WriteUsage(Json, Answer);
            EndObject();
        }

        WriteData("", Answer.Flaw == AnswerFlaw.DoneWithTrailingBlank ? "[DONE] "u8 : "[DONE]"u8);
    }

    protected override void WriteEmpty()
    {
        BeginHead();
        Json.WriteNull("choices"u8);
        EndObject();
    }

    private void BeginHead()
    {
        BeginEvent("");
        ChatJson.WriteHead(Json, Answer, "chat.completion.chunk");
    }

    private void EndObject()
    {
        Json.WriteEndObject();
        EndEvent();
    }

    private void BeginChunk()
    {
        BeginHead();
        Json.WriteStartArray("choices"u8);
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, 0);
        Json.WriteStartObject("delta"u8);
    }

    private void EndChunk(string? finishReason)
    {
        Json.WriteEndObject();
        Json.WriteNull("logprobs"u8);
        if (Answer.IsAzure)
        {
            Json.WriteStartObject("content_filter_results"u8);
            Json.WriteEndObject();
        }

        if (finishReason is null && Answer.Flaw != AnswerFlaw.EmptyFinishReason)
            Json.WriteNull("finish_reason"u8);
        else
            Json.WriteString("finish_reason"u8, finishReason ?? "");
        Json.WriteEndObject();
        Json.WriteEndArray();
        if (Answer.Request.IncludeUsage)
            Json.WriteNull("usage"u8);
        EndObject();
    }
}
