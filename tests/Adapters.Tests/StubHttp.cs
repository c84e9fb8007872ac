using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace BotHost.Adapters.Tests;

/// <summary>A platform that answers what the test scripted, in order, and fails the test on any call that was not.</summary>
internal sealed class StubHttp : HttpMessageHandler, IHttpClientFactory
{
    private readonly ConcurrentQueue<Func<StubRequest, CancellationToken, Task<HttpResponseMessage>>> _script = new();

    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    public StubRequest Last => Requests.Last();

    public int Unplayed => _script.Count;

    /// <summary>Answers every call that was not scripted; null: such a call fails the test.</summary>
    public Func<StubRequest, HttpResponseMessage>? Otherwise { get; set; }

    public StubHttp Answers(int status, string body, string mediaType = "application/json", Action<HttpResponseMessage>? with = null)
    {
        _script.Enqueue((_, _) =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
            with?.Invoke(response);
            return Task.FromResult(response);
        });
        return this;
    }

    public StubHttp Answers(Func<StubRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    /// <summary>A file, as a storage hands it over.</summary>
    public StubHttp Hands(byte[] file, string mediaType = "application/octet-stream", string? fileName = null) => Answers(200, "", with: response =>
    {
        response.Content = new ByteArrayContent(file) { Headers = { ContentType = new(mediaType) } };
        if (fileName is not null)
            response.Content.Headers.ContentDisposition = new("attachment") { FileNameStar = fileName };
    });

    public StubHttp Breaks()
    {
        _script.Enqueue((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError));
        return this;
    }

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        var seen = new StubRequest(request.Method.Method, request.RequestUri!.AbsoluteUri, headers, body);
        Requests.Enqueue(seen);
        if (_script.TryDequeue(out var answer))
            return await answer(seen, cancellationToken);
        Assert.True(Otherwise is not null, $"Nobody scripted {seen.Method} {seen.Url}");
        return Otherwise(seen);
    }
}

internal sealed record StubRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string Body);
