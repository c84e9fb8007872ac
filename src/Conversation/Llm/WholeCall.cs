using BotHost.Conversation.Llm.Failures;

namespace BotHost.Conversation.Llm;

/// <summary>
/// One call whose answer comes as a whole: one try, bounded in time and size, and without an exception for anything the server may do.
/// </summary>
internal sealed class WholeCall(HttpClient http, ModelServer server, TimeProvider time)
{
    /// <summary>Bytes that are read of an answer that only says what went wrong.</summary>
    private const int MaxErrorBytes = 64 * 1024;

    /// <param name="request">What is asked.</param>
    /// <param name="bounds">What it may take.</param>
    /// <param name="said">What people said in it: it is kept out of the failure's words.</param>
    /// <param name="read">Makes the value of a body; null where the body is none that the protocol has. Need not expect that it is JSON.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="OperationCanceledException">Only if <paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<WholeAnswer<T>> AskAsync<T>(
        HttpRequestMessage request, WholeCallBounds bounds, IReadOnlyList<LlmMessage> said, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var clock = new CancellationTokenSource(bounds.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        var (hadBegun, status) = (false, 0);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            (hadBegun, status) = (response.IsSuccessStatusCode, (int)response.StatusCode);
            var body = await ResponseBody.ReadAsync(response, hadBegun ? bounds.Bytes : MaxErrorBytes, either.Token);
            if (hadBegun && body.Length > bounds.Bytes)
                return Failed(new LlmFailure(LlmFailureKind.NotUnderstood, $"the answer is longer than {bounds.Bytes} bytes"));

            return hadBegun && read(body) is { } value ? new WholeAnswer<T> { Value = value } : Failed(Classify(response, body));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (clock.IsCancellationRequested)
        {
            return Failed(new LlmFailure(LlmFailureKind.TimedOut, $"not complete within {bounds.Time.TotalSeconds:0.#} s"));
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            return Failed(ConnectionFault.Of(exception));
        }

        WholeAnswer<T> Failed(LlmFailure failure) => new() { Failure = failure, HadBegun = hadBegun, Status = status };

        LlmFailure Classify(HttpResponseMessage response, ReadOnlyMemory<byte> body)
        {
            var answer = new FailedAnswer
            {
                Status = (int)response.StatusCode,
                MediaType = response.Content.Headers.ContentType?.MediaType ?? "no media type",
                Headers = response.Headers,
                Body = body,
                At = time.GetUtcNow(),
            };
            return LlmFailureClassifier.Classify(answer, server.Secrets, said).Failure;
        }
    }
}

/// <summary>What one call may take.</summary>
/// <param name="Time">From the request to the last byte.</param>
/// <param name="Bytes">Of the answer.</param>
internal readonly record struct WholeCallBounds(TimeSpan Time, int Bytes);

/// <summary>What came: a value, or why there is none.</summary>
internal sealed record WholeAnswer<T>
    where T : class
{
    public T? Value { get; init; }

    /// <summary>Null with a value.</summary>
    public LlmFailure? Failure { get; init; }

    /// <summary>With a failure: true if a good status had come before it, so that the server has done its work.</summary>
    public bool HadBegun { get; init; }

    /// <summary>With a failure: the answer's status; 0 where none came.</summary>
    public int Status { get; init; }
}
