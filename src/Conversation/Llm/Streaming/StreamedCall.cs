using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BotHost.Conversation.Llm.Failures;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>One request and its answer, streamed or whole, until the last event or until the caller has had enough: the same for every wire protocol.</summary>
/// <param name="http">The client of all models.</param>
/// <param name="server">Who is asked.</param>
/// <param name="open">Makes the request, once; may throw a <see cref="JsonException"/> for a schema that is none.</param>
/// <param name="reader">Reads the answer.</param>
/// <param name="said">What people said in it: it is kept out of a failure's words.</param>
/// <param name="limits">What the call may take.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellationToken">Ends the call.</param>
internal sealed class StreamedCall(
    HttpClient http,
    ModelServer server,
    Func<HttpRequestMessage> open,
    IAnswerReader reader,
    IReadOnlyList<LlmMessage> said,
    CallLimits limits,
    TimeProvider time,
    CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAnswerReader _answer = reader;
    private readonly CallClock _clock = new(time, limits.Headers, limits.Total, cancellationToken);
    private HttpResponseMessage? _response;
    private AnswerStream? _stream;
    private IAsyncEnumerator<SseItem<bool>>? _items;
    private bool _isFinishing;
    private bool _isLastWait;
    private bool _ended;

    /// <summary>For the log; 0 before the headers came.</summary>
    public int Status => (int)(_response?.StatusCode ?? 0);

    /// <summary>The code that the server gave for a failure; "" for none.</summary>
    public string FailureCode { get; private set; } = "";

    private string MediaType => _response?.Content.Headers.ContentType?.MediaType ?? "no media type";

    public bool TryTake([MaybeNullWhen(false)] out LlmEvent next) => _answer.TryTake(out next);

    /// <summary>Waits until there is at least one more event to take; false after the last one. Throws only when the caller cancels.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> AdvanceAsync()
    {
        if (_ended)
            return false;

        try
        {
            if (_response is null)
                await OpenAsync();
            while (!_ended && !_answer.HasEvents)
                await ReadEventAsync();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidDataException)
        {
            EndBroken(exception);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_items is not null)
            await _items.DisposeAsync();
        if (_stream is not null)
            await _stream.DisposeAsync();
        _response?.Dispose(); // closes the connection unless the answer was read to its end: the model stops, and so does the bill
        _clock.Dispose();
    }

    private async ValueTask OpenAsync()
    {
        using var message = open();
        _response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, _clock.Token);
        _clock.Expect(limits.Idle);
        _stream = new AnswerStream(await _response.Content.ReadAsStreamAsync(_clock.Token), _clock, limits);
        if (!_response.IsSuccessStatusCode)
        {
            await EndRefusedAsync();
            return;
        }

        // The media type is not to be trusted: what comes shows itself by its first byte.
        switch (await _stream.PeekAsync(_clock.Token))
        {
            case '{' or '[':
                await ReadWholeAsync();
                break;
            case '<':
                await EndRefusedAsync();
                break;
            case < 0:
                EndFailed(new LlmFailure(LlmFailureKind.EmptyAnswer, $"not JSON: HTTP 200 with an empty body, {MediaType}"));
                break;
            default:
                _items = SseParser.Create(_stream, ParseEvent).EnumerateAsync(_clock.Token).GetAsyncEnumerator(CancellationToken.None);
                break;
        }
    }

    private bool ParseEvent(string eventType, ReadOnlySpan<byte> data)
    {
        _stream!.EventEnded();
        _answer.ReadEvent(eventType, data);
        return true;
    }

    private async ValueTask ReadEventAsync()
    {
        if (!await _items!.MoveNextAsync())
        {
            End();
        }
        else if (_answer.Error is { } error)
        {
            EndFailed(Classify(error));
        }
        else if (_answer.IsDone && !_isLastWait)
        {
            // Reading on to the last byte leaves a connection that the next call can use.
            _isLastWait = true;
            _clock.Expect(limits.AfterDone);
        }
        else if (_answer.FinishReason is not null && !_isFinishing)
        {
            _isFinishing = true;
            _clock.Expect(limits.AfterFinish);
        }
    }

    /// <summary>The server did not stream, or it sends an error as if it were an answer.</summary>
    private async ValueTask ReadWholeAsync()
    {
        var body = await ReadToEndAsync(limits.MaxAnswerBytes);
        var isAnswer = _answer.ReadWhole(body.Span);
        if (_answer.Error is not null || !isAnswer)
            EndFailed(Classify(body));
        else
            End();
    }

    private async ValueTask EndRefusedAsync()
    {
        ReadOnlyMemory<byte> body = default;
        try
        {
            body = await ReadToEndAsync(limits.MaxErrorBytes);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            // The status is known and says enough.
        }

        EndFailed(Classify(body));
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadToEndAsync(int most)
    {
        var body = new ArrayBufferWriter<byte>();
        while (body.WrittenCount < most)
        {
            var read = await _stream!.ReadAsync(body.GetMemory(4096), _clock.Token);
            if (read == 0)
                break;

            body.Advance(read);
            _stream.EventEnded();
        }

        return body.WrittenMemory;
    }

    private LlmFailure Classify(ReadOnlyMemory<byte> body)
    {
        var answer = new FailedAnswer
        {
            Status = Status,
            MediaType = MediaType,
            Headers = _response!.Headers,
            Body = body,
            At = time.GetUtcNow(),
        };
        var (failure, refusedField) = LlmFailureClassifier.Classify(answer, server.Secrets, said);
        FailureCode = ErrorBody.Parse(body).Code;
        if (refusedField is not null)
            server.Refused.Add(refusedField); // the next try leaves it out
        return failure.Kind == LlmFailureKind.WrongAddress
            ? failure with { Detail = $"{failure.Detail} at {_response.RequestMessage?.RequestUri?.AbsolutePath}" }
            : failure;
    }

    /// <summary>The response came to its end by itself.</summary>
    private void End()
    {
        _ended = true;
        var isComplete = _answer.FinishReason is not null || _answer.IsDone;
        _answer.End(isComplete);
        _answer.Add((isComplete, _answer.HasPiece, _answer.HasAnswer, _answer.FinishReason) switch
        {
            (true, _, true, var reason) => new LlmEvent.Finished(reason ?? "stop"),
            (true, _, false, "content_filter") => Failed(LlmFailureKind.ContentFiltered, "finish_reason content_filter without a text"),
            (true, _, false, "length") => Failed(LlmFailureKind.OutOfLength, "no text and no tool call, finish_reason length"),
            (true, _, false, var reason) => Failed(LlmFailureKind.EmptyAnswer, $"no text and no tool call, finish_reason {Redaction.Token(reason ?? "none")}"),
            (false, true, _, _) => new LlmEvent.Truncated(),
            _ when _answer.HasData => Failed(LlmFailureKind.Unreachable, "the stream ended before the first piece"),
            _ => Failed(LlmFailureKind.NotUnderstood, $"HTTP {Status}, {MediaType}: neither JSON nor an event stream"),
        });
    }

    private void EndFailed(LlmFailure failure)
    {
        _ended = true;
        // A filter's verdict stays what it is: it decides what becomes of the turn.
        if (_answer.HasPiece && failure.Kind != LlmFailureKind.ContentFiltered)
            failure = new LlmFailure(LlmFailureKind.Interrupted, $"{failure.Kind} after the first piece: {failure.Detail}");
        _answer.End(isComplete: false);
        _answer.Add(new LlmEvent.Failed(failure));
    }

    private void EndBroken(Exception exception)
    {
        // The model had already ended: only its usage or the end mark is missing.
        if (_answer.FinishReason is not null || _answer.IsDone)
        {
            End();
            return;
        }

        EndFailed(exception switch
        {
            _ when _clock.Expired is { } clock => new LlmFailure(LlmFailureKind.TimedOut, clock),
            JsonException when _response is null => new LlmFailure(LlmFailureKind.BadRequest, "the schema of a tool is not JSON"),
            JsonException => new LlmFailure(LlmFailureKind.NotUnderstood, $"HTTP {Status}, {MediaType}: broken JSON"),
            InvalidDataException => new LlmFailure(LlmFailureKind.NotUnderstood, exception.Message),
            _ => ConnectionFault.Of(exception),
        });
    }

    private static LlmEvent.Failed Failed(LlmFailureKind kind, string detail) => new(new LlmFailure(kind, detail));
}
