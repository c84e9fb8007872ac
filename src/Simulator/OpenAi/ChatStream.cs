using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Tells one answer as server-sent events, flaws included.</summary>
/// <remarks>Without a token delay everything goes out in one write; with one, each piece is flushed and waited after.</remarks>
internal sealed class ChatStream(HttpContext context, ChatAnswer answer, TimeProvider time) : IDisposable
{
    /// <summary>A long answer without delays shall not pile up in memory.</summary>
    private const int EventsPerFlush = 64;

    private const int CommentLines = 3;

    private readonly PipeWriter _output = context.Response.BodyWriter;
    private readonly Utf8JsonWriter _json = new(context.Response.BodyWriter, ChatJson.Options);
    private int _events;
    private bool _broken;

    private ReadOnlySpan<byte> DataPrefix => answer.Flaw == AnswerFlaw.NoBlankAfterData ? "data:"u8 : "data: "u8;

    private ReadOnlySpan<byte> EventEnd => answer.Flaw == AnswerFlaw.Crlf ? "\r\n\r\n"u8 : "\n\n"u8;

    public void Dispose() => _json.Dispose();

    public async Task WriteAsync()
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        if (answer.Flaw == AnswerFlaw.Bom)
            Write("\uFEFF"u8);
        await WaitForFirstTokenAsync();
        if (answer.Flaw == AnswerFlaw.Stall)
        {
            await StallAsync();
            return;
        }

        WriteRole();
        await PiecesAsync("reasoning_content", answer.Reasoning, breaks: false);
        await PiecesAsync("content", answer.Text, breaks: true);
        if (_broken)
            return;

        WriteToolCalls();
        if (answer.Flaw != AnswerFlaw.EndWithoutFinish)
            WriteEnd();
        await FlushAsync();
    }

    private async Task WaitForFirstTokenAsync()
    {
        if (answer.Flaw != AnswerFlaw.CommentsThenAnswer)
        {
            await DelayAsync(answer.FirstTokenDelay);
            return;
        }

        for (var i = 0; i < CommentLines; i++)
        {
            Write(": keep-alive\n\n"u8);
            await FlushAsync();
            await DelayAsync(answer.FirstTokenDelay / CommentLines);
        }
    }

    /// <summary>Streams a text; in the middle of the answer's own it may break.</summary>
    private async Task PiecesAsync(string field, string text, bool breaks)
    {
        if (text.Length == 0)
            return;

        var count = Math.Clamp(answer.Chunks, 1, text.Length);
        var from = 0;
        for (var i = 0; i < count; i++)
        {
            var to = TextPieces.End(text, i, count);
            if (to > from)
                WriteText(field, text.AsSpan(from, to - from));
            from = to;
            if (breaks && i == (count - 1) / 2)
                await MiddleAsync();
            if (_broken)
                return;

            if (answer.TokenDelay > TimeSpan.Zero)
            {
                await FlushAsync();
                await DelayAsync(answer.TokenDelay);
            }
            else if (++_events % EventsPerFlush == 0)
            {
                await FlushAsync();
                context.RequestAborted.ThrowIfCancellationRequested();      // flushing to nobody is no error for Kestrel
            }
        }
    }

    private async Task MiddleAsync()
    {
        switch (answer.Flaw)
        {
            case AnswerFlaw.ErrorMidStream or AnswerFlaw.ErrorEventMidStream:
                if (answer.Flaw == AnswerFlaw.ErrorEventMidStream)
                    Write("event: error\n"u8);
                Write(DataPrefix);
                Write(MidStreamError);
                Write(EventEnd);
                await FlushAsync();
                _broken = true;
                break;
            case AnswerFlaw.ResetMidStream:
                await FlushAsync();
                throw new ConnectionDroppedException();
            case AnswerFlaw.StallMidStream:
                _broken = true;
                await StallAsync();
                break;
            case AnswerFlaw.ChoicesNull:
                WriteWithoutChoices();
                break;
            case AnswerFlaw.EmptyDataLines:
                Write("data:\n\ndata: \n\n"u8);
                break;
        }
    }

    private static ReadOnlySpan<byte> MidStreamError => """{"error":{"message":"The server broke off.","type":"server_error","param":null,"code":"server_error"}}"""u8;

    private void WriteToolCalls()
    {
        for (var i = 0; i < answer.ToolCalls.Count; i++)
        {
            var call = answer.ToolCalls[i];
            var cut = answer.Flaw == AnswerFlaw.ToolArgumentsAsObject ? call.Arguments.Length : TextPieces.SafeCut(call.Arguments, call.Arguments.Length / 2);
            BeginChunk();
            _json.WriteStartArray("tool_calls"u8);
            ChatJson.WriteToolCall(_json, i, call, call.Arguments[..cut], answer.Flaw);
            _json.WriteEndArray();
            EndChunk(finishReason: null);
            if (cut < call.Arguments.Length)
                WriteMoreArguments(i, call.Arguments[cut..]);
        }
    }

    /// <summary>Only the first piece of a call has its id and name.</summary>
    private void WriteMoreArguments(int index, string arguments)
    {
        BeginChunk();
        _json.WriteStartArray("tool_calls"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, index);
        _json.WriteStartObject("function"u8);
        _json.WriteString("arguments"u8, arguments);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndArray();
        EndChunk(finishReason: null);
    }

    private void WriteEnd()
    {
        BeginChunk();
        EndChunk(answer.FinishReason);
        if (answer.Request.IncludeUsage)
        {
            BeginEvent();
            _json.WriteStartArray("choices"u8);
            _json.WriteEndArray();
            ChatJson.WriteUsage(_json, answer);
            EndEvent();
        }

        Write(DataPrefix);
        Write(answer.Flaw == AnswerFlaw.DoneWithTrailingBlank ? "[DONE] "u8 : "[DONE]"u8);
        Write(EventEnd);
    }

    private void WriteWithoutChoices()
    {
        BeginEvent();
        _json.WriteNull("choices"u8);
        EndEvent();
    }

    /// <summary>The first chunk says who speaks, and nothing yet.</summary>
    private void WriteRole()
    {
        BeginChunk();
        _json.WriteString("role"u8, "assistant"u8);
        _json.WriteString("content"u8, ""u8);
        _json.WriteNull("refusal"u8);
        EndChunk(finishReason: null);
    }

    private void WriteText(string field, ReadOnlySpan<char> value)
    {
        BeginChunk();
        _json.WriteString(field, value);
        EndChunk(finishReason: null);
    }

    private void BeginEvent()
    {
        Write(DataPrefix);
        _json.Reset();
        ChatJson.WriteHead(_json, answer, "chat.completion.chunk");
    }

    private void EndEvent()
    {
        _json.WriteEndObject();
        _json.Flush();
        Write(EventEnd);
    }

    private void BeginChunk()
    {
        BeginEvent();
        _json.WriteStartArray("choices"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, 0);
        _json.WriteStartObject("delta"u8);
    }

    private void EndChunk(string? finishReason)
    {
        _json.WriteEndObject();
        _json.WriteNull("logprobs"u8);
        if (finishReason is null && answer.Flaw != AnswerFlaw.EmptyFinishReason)
            _json.WriteNull("finish_reason"u8);
        else
            _json.WriteString("finish_reason"u8, finishReason ?? "");
        _json.WriteEndObject();
        _json.WriteEndArray();
        if (answer.Request.IncludeUsage)
            _json.WriteNull("usage"u8);
        EndEvent();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_output.GetSpan(bytes.Length));
        _output.Advance(bytes.Length);
    }

    private async Task FlushAsync() => await _output.FlushAsync(CancellationToken.None);

    private Task DelayAsync(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay, time, context.RequestAborted) : Task.CompletedTask;

    private async Task StallAsync()
    {
        await FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
    }
}
