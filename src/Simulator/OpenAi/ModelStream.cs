using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Tells one answer as server-sent events, flaws included. What the events look like is the protocol's.</summary>
/// <remarks>Without a token delay everything goes out in one write; with one, each piece is flushed and waited after.</remarks>
internal abstract class ModelStream(HttpContext context, ChatAnswer answer, TimeProvider time) : IDisposable
{
    /// <summary>A long answer without delays shall not pile up in memory.</summary>
    private const int EventsPerFlush = 64;

    private const int CommentLines = 3;

    private readonly PipeWriter _output = context.Response.BodyWriter;
    private int _events;
    private bool _broken;

    protected ChatAnswer Answer => answer;

    protected Utf8JsonWriter Json { get; } = new(context.Response.BodyWriter, ChatJson.Options);

    private ReadOnlySpan<byte> DataPrefix => answer.Flaw == AnswerFlaw.NoBlankAfterData ? "data:"u8 : "data: "u8;

    private ReadOnlySpan<byte> EventEnd => answer.Flaw == AnswerFlaw.Crlf ? "\r\n\r\n"u8 : "\n\n"u8;

    public void Dispose() => Json.Dispose();

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

        WriteStart();
        await PiecesAsync(answer.Reasoning, isReasoning: true);
        await PiecesAsync(answer.Text, isReasoning: false);
        if (_broken)
            return;

        WriteToolCalls();
        if (answer.Flaw != AnswerFlaw.EndWithoutFinish)
            WriteEnd();
        await FlushAsync();
    }

    /// <summary>Before the first piece.</summary>
    protected abstract void WriteStart();

    protected abstract void WritePiece(string text, int from, int to, bool isReasoning);

    protected abstract void WriteToolCalls();

    /// <summary>What says that this was all.</summary>
    protected abstract void WriteEnd();

    /// <summary>An event in the middle that says nothing, where the protocol has one.</summary>
    protected virtual void WriteEmpty()
    {
    }

    /// <summary>The error in the middle of an answer.</summary>
    /// <param name="isNamed">True: as <c>event: error</c>.</param>
    protected virtual void WriteError(bool isNamed) => WriteData(isNamed ? "error" : "", MidStreamError);

    protected static ReadOnlySpan<byte> MidStreamError => """{"error":{"message":"The server broke off.","type":"server_error","param":null,"code":"server_error"}}"""u8;

    /// <summary>An event whose data is what <see cref="Json"/> writes until <see cref="EndEvent"/>.</summary>
    /// <param name="name">Empty for none.</param>
    protected void BeginEvent(string name)
    {
        WriteName(name);
        Write(DataPrefix);
        Json.Reset();
    }

    protected void EndEvent()
    {
        Json.Flush();
        Write(EventEnd);
    }

    /// <summary>An event whose data is known already.</summary>
    protected void WriteData(string name, ReadOnlySpan<byte> data)
    {
        WriteName(name);
        Write(DataPrefix);
        Write(data);
        Write(EventEnd);
    }

    private void WriteName(string name)
    {
        if (name.Length == 0)
            return;

        Write(answer.Flaw == AnswerFlaw.NoBlankAfterData ? "event:"u8 : "event: "u8);
        Write(System.Text.Encoding.UTF8.GetBytes(name));
        Write(answer.Flaw == AnswerFlaw.Crlf ? "\r\n"u8 : "\n"u8);
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
    private async Task PiecesAsync(string text, bool isReasoning)
    {
        if (text.Length == 0)
            return;

        var count = Math.Clamp(answer.Chunks, 1, text.Length);
        var from = 0;
        for (var i = 0; i < count; i++)
        {
            var to = TextPieces.End(text, i, count);
            if (to > from)
                WritePiece(text, from, to, isReasoning);
            from = to;
            if (!isReasoning && i == (count - 1) / 2)
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
                WriteError(isNamed: answer.Flaw == AnswerFlaw.ErrorEventMidStream);
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
                WriteEmpty();
                break;
            case AnswerFlaw.EmptyDataLines:
                Write("data:\n\ndata: \n\n"u8);
                break;
        }
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
