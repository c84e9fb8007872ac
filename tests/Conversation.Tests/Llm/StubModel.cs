using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>
/// A model's server on loopback that answers with scripted bytes, in their order. A call that nobody scripted is answered with 501 and
/// fails the test at the end.
/// </summary>
public sealed class StubModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<StubAnswer> _script = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<StubRequest, StubAnswer>? _answer;
    private int _unscripted;

    private StubModel(WebApplication app) => _app = app;

    public Uri BaseUrl => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    /// <summary>Done when the first request has come.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Done when the client closed a connection whose answer was not complete.</summary>
    public Task Aborted => _aborted.Task;

    public static async Task<StubModel> StartAsync(params StubAnswer[] answers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhostAnyPort());
        var app = builder.Build();
        var stub = new StubModel(app);
        foreach (var answer in answers)
            stub._script.Enqueue(answer);
        app.Run(stub.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    /// <summary>Answers each call after its request, in whatever order they come.</summary>
    public static async Task<StubModel> StartAsync(Func<StubRequest, StubAnswer> answer)
    {
        var stub = await StartAsync();
        stub._answer = answer;
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Assert.Equal(0, _unscripted);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var request = new StubRequest(
            http.Request.Method,
            http.Request.Path + http.Request.QueryString,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(body.ToArray()),
            $"{http.Connection.RemotePort}")
        {
            Bytes = body.ToArray(),
        };
        Requests.Enqueue(request);
        _asked.TrySetResult();
        if (!_script.TryDequeue(out var answer) && (answer = _answer?.Invoke(request)) is null)
        {
            Interlocked.Increment(ref _unscripted);
            http.Response.StatusCode = StatusCodes.Status501NotImplemented;
            return;
        }

        try
        {
            await WriteAsync(http, answer);
        }
        catch (OperationCanceledException)
        {
            _aborted.TrySetResult();
        }
    }

    private static async Task WriteAsync(HttpContext http, StubAnswer answer)
    {
        if (answer.StallsBeforeHeaders)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);

        http.Response.StatusCode = answer.Status;
        if (answer.MediaType.Length > 0)
            http.Response.ContentType = answer.MediaType;
        foreach (var (name, value) in answer.Headers)
            http.Response.Headers[name] = value;
        await http.Response.StartAsync(http.RequestAborted);
        foreach (var piece in answer.Pieces)
        {
            await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }

        if (answer.ResetsAfter is not null)
        {
            await answer.ResetsAfter;
            http.Abort();
        }

        if (answer.Stalls)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
    }
}

/// <summary>What the client sent. <paramref name="Connection"/> tells connections apart.</summary>
public sealed record StubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body, string Connection)
{
    /// <summary>The body as it came, where it is no text.</summary>
    public required byte[] Bytes { get; init; }
}

/// <summary>What the server sends.</summary>
public sealed record StubAnswer
{
    public int Status { get; init; } = 200;

    public string MediaType { get; init; } = "text/event-stream";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Each is flushed by itself.</summary>
    public IReadOnlyList<byte[]> Pieces { get; init; } = [];

    public bool StallsBeforeHeaders { get; init; }

    public bool Stalls { get; init; }

    /// <summary>Resets the connection once this is done; never if null.</summary>
    public Task? ResetsAfter { get; init; }

    /// <summary>A stream of events with this data.</summary>
    public static StubAnswer Stream(params string[] data) => Raw(string.Concat(data.Select(one => $"data: {one}\n\n")));

    public static StubAnswer Raw(string text, string mediaType = "text/event-stream") => new() { MediaType = mediaType, Pieces = [Encoding.UTF8.GetBytes(text)] };

    public static StubAnswer Json(string text, int status = 200) => Raw(text, "application/json") with { Status = status };
}

file static class KestrelOnLoopback
{
    public static void ListenLocalhostAnyPort(this KestrelServerOptions kestrel) => kestrel.Listen(System.Net.IPAddress.Loopback, 0);
}
