namespace BotHost.Adapters.Http;

/// <summary>One bounded call: in time, in size, and without an exception for anything the other side may do.</summary>
internal static class HttpExchange
{
    /// <summary>An ordinary call of an API.</summary>
    /// <exception cref="OperationCanceledException">Only if <paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<HttpAnswer> RunAsync(HttpClient client, HttpRequestMessage request, TimeProvider time, CancellationToken cancellationToken) =>
        RunAsync(client, request, CallBounds.Ordinary, time, cancellationToken);

    /// <exception cref="OperationCanceledException">Only if <paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<HttpAnswer> RunAsync(
        HttpClient client, HttpRequestMessage request, CallBounds bounds, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var clock = new CancellationTokenSource(bounds.Timeout, time);
        await using var cancelled = cancellationToken.UnsafeRegister(static clock => ((CancellationTokenSource)clock!).Cancel(), clock);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, clock.Token);
            if (await ReadAsync(response.Content, bounds.MaxBytes, clock.Token) is not { } body)
                return new HttpAnswer { Failure = $"an answer of more than {bounds.MaxBytes} bytes (HTTP {(int)response.StatusCode})", IsTooLarge = true };

            return new HttpAnswer
            {
                Status = (int)response.StatusCode,
                Body = body,
                MediaType = response.Content.Headers.ContentType?.MediaType ?? "",
                Date = response.Headers.Date,
                RetryAfter = RetryAfter(response, time),
                Headers = response.Headers,
                FileName = response.Content.Headers.ContentDisposition is { } disposition ? (disposition.FileNameStar ?? disposition.FileName ?? "").Trim('"') : "",
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpAnswer { Failure = $"no answer within {bounds.Timeout.TotalSeconds:0} s" };
        }
        catch (HttpRequestException exception)
        {
            return new HttpAnswer
            {
                Failure = $"the connection failed ({exception.HttpRequestError})",
                NeverArrived = exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            };
        }
    }

    /// <summary>The whole body; null if it is larger than an answer may be.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await content.LoadIntoBufferAsync(maxBytes, cancellationToken);
            return await content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
