using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Vectors;

/// <summary>
/// Stands in for every address that a host calls for a platform, whatever its name: it writes down the bytes that arrive and answers what
/// the test says. So a host may have the platform's real addresses, and a call to anybody else is seen as well.
/// </summary>
internal sealed class RecordedPlatform : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly RecordedDialect _dialect;
    private readonly ConcurrentQueue<PlatformCall> _calls = new();
    private int _tokens;

    private RecordedPlatform(WebApplication server, RecordedDialect dialect)
    {
        _server = server;
        _dialect = dialect;
    }

    /// <summary>What it says to a call; null: the good answer. May be changed while calls come in.</summary>
    public Func<PlatformCall, JsonObject?> Answer { get; set; } = _ => null;

    public IReadOnlyList<PlatformCall> Calls => [.. _calls];

    /// <summary>The calls that people see something of; not those for a token, for what a bot is called or for what a question holds.</summary>
    public IReadOnlyList<PlatformCall> Sends => [.. _calls.Where(call => !_dialect.IsPreparation(call))];

    public static async Task<RecordedPlatform> StartAsync(RecordedDialect dialect)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var platform = new RecordedPlatform(server, dialect);
        server.Run(platform.HandleAsync);
        await server.StartAsync();
        return platform;
    }

    /// <summary>Leads the platform's HTTP client here, and lets nobody out to the addresses of files in the recorded messages, where nothing lies.</summary>
    public void Install(IServiceCollection services)
    {
        services.AddHttpClient($"platform:{_dialect.Platform}").AddHttpMessageHandler(() => new Detour(new Uri(_server.Urls.First())));
        services.AddHttpClient("public files").AddHttpMessageHandler(() => new Nowhere());
    }

    /// <summary>An answer as the vectors write it; those that say how it was written are told byte for byte.</summary>
    public static JsonObject Says(int status, string body) => new() { ["status"] = status, ["body"] = JsonNode.Parse(body) };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        var arrived = Stopwatch.GetTimestamp();
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var call = new PlatformCall(
            http.Request.Method,
            http.Request.Headers[Detour.AskedFor].ToString(),
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(body.ToArray()),
            arrived);
        _calls.Enqueue(call);
        var answer = Answer(call) ?? (_dialect.IsToken(call) ? _dialect.Token($"tok-{Interlocked.Increment(ref _tokens):0000}") : _dialect.Good(call));
        http.Response.StatusCode = (int)(answer["status"] ?? answer["httpStatus"])!;
        http.Response.ContentType = "application/json";
        foreach (var (name, value) in answer["headers"] as JsonObject ?? [])
            http.Response.Headers[name] = (string)value!;
        if ((string?)answer["bodyBase64"] is { } file)
            await http.Response.Body.WriteAsync(Convert.FromBase64String(file));
        else
            await http.Response.WriteAsync((string?)answer["bodyRaw"] ?? answer["body"]!.ToJsonString());
    }

    private sealed class Nowhere : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NotFound));
    }

    private sealed class Detour(Uri here) : DelegatingHandler
    {
        public const string AskedFor = "x-asked-for";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add(AskedFor, request.RequestUri!.AbsoluteUri);
            request.RequestUri = here;
            return base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>A call as it arrived. <paramref name="Timestamp"/> is of <see cref="Stopwatch"/>.</summary>
internal sealed record PlatformCall(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string Body, long Timestamp)
{
    public string? Token => Headers.GetValueOrDefault("x-acs-dingtalk-access-token");
}
