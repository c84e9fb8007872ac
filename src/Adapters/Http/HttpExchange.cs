using System.Buffers;

namespace BotHost.Adapters.Http;

/// <summary>One bounded call: in time, in size, and without an exception for anything the other side may do.</summary>
internal static class HttpExchange
{
    /// <exception cref="OperationCanceledException">Only if <paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<HttpAnswer> RunAsync(HttpClient client, HttpRequestMessage request, TimeProvider time, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(PlatformHttp.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            var body = await ReadAsync(stream, either.Token);
            if (body is null)
                return new HttpAnswer { Failure = $"an answer of more than {PlatformHttp.MaxAnswerBytes} bytes (HTTP {(int)response.StatusCode})" };

            return new HttpAnswer
            {
                Status = (int)response.StatusCode,
                Body = body,
                MediaType = response.Content.Headers.ContentType?.MediaType ?? "",
                Date = response.Headers.Date,
                RetryAfter = RetryAfter(response, time),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpAnswer { Failure = $"no answer within {PlatformHttp.CallTimeout.TotalSeconds:0} s" };
        }
        catch (HttpRequestException exception)
        {
            return new HttpAnswer { Failure = $"the connection failed ({exception.HttpRequestError})" };
        }
        catch (IOException)
        {
            return new HttpAnswer { Failure = "the connection broke while the answer was read" };
        }
    }

    /// <summary>The whole body; null if it is larger than an answer may be.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PlatformHttp.MaxAnswerBytes + 1);
        try
        {
            var length = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, PlatformHttp.MaxAnswerBytes + 1), PlatformHttp.MaxAnswerBytes + 1, throwOnEndOfStream: false, cancellationToken);
            return length > PlatformHttp.MaxAnswerBytes ? null : buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
