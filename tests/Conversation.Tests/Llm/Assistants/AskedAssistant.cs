using System.Collections.Concurrent;
using System.Net;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Assistants;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Llm.Assistants;

/// <summary>
/// An assistant behind a server that answers by a script, within the process. What the client does for courtesy's sake, to cancel,
/// comes at its own time and is answered without one. A call that nobody scripted fails the test.
/// </summary>
internal sealed class AskedAssistant : HttpMessageHandler, IServerLedger
{
    private readonly ConcurrentQueue<StubAnswer> _script;
    private readonly ConcurrentQueue<(string Call, string Body, string Headers)> _seen = new();
    private readonly ConcurrentQueue<string> _made = new();
    private readonly HttpClient _http;
    private readonly AssistantsClient _client;
    private readonly TimeProvider _time;

    public AskedAssistant(params StubAnswer[] script)
        : this(TimeProvider.System, new Uri("https://models.example/v1"), script)
    {
    }

    public AskedAssistant(TimeProvider time, Uri baseUrl, params StubAnswer[] script)
    {
        _script = new(script);
        _time = time;
        _http = new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        Options = new ModelOptions { Name = "default", Api = ModelApi.Assistants, Model = "test-model", BaseUrl = baseUrl, ApiKeys = [AskedModel.Key], AssistantId = "asst_1" };
        _client = new AssistantsClient(_http, new AssistantsServer(Options, new RefusedFields()), this, new CallLimits(), time, NullLogger<AssistantsClient>.Instance);
    }

    public ModelOptions Options { get; }

    public ModelProbe Probe => new(new AssistantsServer(Options, new RefusedFields()), _http, client: null, _time);

    public static StubAnswer NewThread { get; } = StubAnswer.Json("""{"id":"thread_1","object":"thread","created_at":1,"metadata":{}}""");

    public static StubAnswer Added { get; } = StubAnswer.Json("""{"id":"msg_1","object":"thread.message"}""");

    public static StubAnswer NoThread { get; } = Refusal(404, "No thread found with id 'thread_0'.");

    public ILlmClient Once => new SingleTry(_client, new ModelKey(AskedModel.Key, 1));

    /// <summary>The threads that were written down.</summary>
    public IReadOnlyList<string> Made => [.. _made];

    /// <summary>Method and path of every call but those for courtesy's sake.</summary>
    public IReadOnlyList<string> Calls => [.. _seen.Select(seen => seen.Call).Where(call => !IsCourtesy(call))];

    /// <summary>Method and path of the calls for courtesy's sake.</summary>
    public IReadOnlyList<string> Courtesies => [.. _seen.Select(seen => seen.Call).Where(IsCourtesy)];

    /// <summary>The bodies of the <see cref="Calls"/>.</summary>
    public IReadOnlyList<string> Bodies => [.. _seen.Where(seen => !IsCourtesy(seen.Call)).Select(seen => seen.Body)];

    /// <summary>The beta header and the key of every call.</summary>
    public IReadOnlyList<string> Headers => [.. _seen.Select(seen => seen.Headers)];

    /// <summary>The events of a run, each as its name and its data.</summary>
    public static StubAnswer Run(params (string Event, string Data)[] events) =>
        StubAnswer.Raw(Text(events) + "event: done\ndata: [DONE]\n\n");

    /// <summary>A run of which no more comes than this.</summary>
    public static StubAnswer Stalled(params (string Event, string Data)[] events) => StubAnswer.Raw(Text(events)) with { Stalls = true };

    private static string Text((string Event, string Data)[] events) => string.Concat(events.Select(one => $"event: {one.Event}\ndata: {one.Data}\n\n"));

    /// <summary>A run that says it and is complete.</summary>
    public static StubAnswer Saying(string text, string run = "run_1") => Run(Begun(run), Delta(text), Ended("completed", run));

    public static (string Event, string Data) Begun(string run = "run_1") => ("thread.run.created", $$"""{"id":"{{run}}","object":"thread.run","status":"queued","usage":null}""");

    public static (string Event, string Data) Delta(string text, string message = "msg_1") => ("thread.message.delta",
        $$$"""{"id":"{{{message}}}","object":"thread.message.delta","delta":{"content":[{"index":0,"type":"text","text":{"value":"{{{text}}}","annotations":[]}}]}}""");

    public static (string Event, string Data) Ended(string status, string run = "run_1", string more = "") => ($"thread.run.{status}",
        $$$"""{"id":"{{{run}}}","object":"thread.run","status":"{{{status}}}"{{{more}}},"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""");

    public static (string Event, string Data) Calling(string run, params string[] ids) => Ended("requires_action", run,
        $$$""","required_action":{"type":"submit_tool_outputs","submit_tool_outputs":{"tool_calls":[{{{string.Join(',', ids.Select(Call))}}}]}}""");

    public static StubAnswer Refusal(int status, string message) =>
        StubAnswer.Json($$$"""{"error":{"message":"{{{message}}}","type":"invalid_request_error","param":null,"code":null}}""", status);

    /// <summary>A question, with what was said before it.</summary>
    public static LlmRequest Question(params LlmMessage[] messages) => new() { Messages = messages };

    public static LlmMessage User(string text) => LlmMessage.Of(LlmRole.User, text);

    public static LlmMessage Assistant(string text) => LlmMessage.Of(LlmRole.Assistant, text);

    public Task<List<LlmEvent>> ListAsync(LlmRequest request) => AskedModel.ListAsync(Once, request);

    /// <returns>What came, in words; what is kept is not among it.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(LlmRequest request) =>
        [.. (await ListAsync(request)).Where(next => next is not LlmEvent.Kept).Select(AskedModel.Tell)];

    /// <summary>Waits until so many courtesies came: nobody else does.</summary>
    public async Task UntilCourteousAsync(int calls)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Courtesies.Count < calls)
        {
            Assert.False(limit.IsCancellationRequested, $"{Courtesies.Count} of {calls} courtesies.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public Task MadeAsync(string model, string id, CancellationToken cancellationToken)
    {
        _made.Enqueue($"{model} {id}");
        return Task.CompletedTask;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"{request.Method} {request.RequestUri!.AbsolutePath["/v1".Length..]}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        _seen.Enqueue((call, body, $"{(request.Headers.TryGetValues("OpenAI-Beta", out var beta) ? string.Join(',', beta) : "")} {request.Headers.Authorization}"));
        if (IsCourtesy(call))
            return Response(StubAnswer.Json("""{"id":"x"}"""), cancellationToken);

        Assert.True(_script.TryDequeue(out var answer), $"{call} was not expected.");
        return Response(answer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _http.Dispose();
            Assert.Empty(_script);
        }
    }

    private static HttpResponseMessage Response(StubAnswer answer, CancellationToken cancellationToken)
    {
        var content = new StreamContent(new ScriptedStream(answer.Pieces, (read, token) =>
            answer.Stalls && read == answer.Pieces.Count ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask));
        content.Headers.TryAddWithoutValidation("Content-Type", answer.MediaType);
        cancellationToken.ThrowIfCancellationRequested();
        return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = content };
    }

    private static bool IsCourtesy(string call) => call.EndsWith("/cancel", StringComparison.Ordinal);

    private static string Call(string id) => $$$"""{"id":"{{{id}}}","type":"function","function":{"name":"look","arguments":"{\"at\":\"{{{id}}}\"}"}}""";
}
