using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BotHost.Simulator;

/// <summary>A model behind the chat completions protocol, one that hears and one that draws, on loopback.</summary>
public sealed class FakeOpenAi : IAsyncDisposable
{
    /// <summary>Recordings and pictures are large.</summary>
    internal const int MostMediaRequests = 100;

    /// <summary>A question with pictures is larger than Kestrel's 30 MB; the real one takes 50.</summary>
    private const int MaxBodyBytes = 50 * 1024 * 1024;

    private readonly FakeOpenAiOptions _options;
    private readonly IReadOnlyList<string> _keys;
    private readonly OpenAiDoor _door;
    private readonly TranscriptionEndpoint _transcriptions;
    private readonly ImageEndpoint _images;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<ChatRequest> _requests = [];
    private readonly Pulse _changed = new();
    private readonly Violations _violations = new();
    private Func<ChatRequest, FakeAnswer> _answer;
    private LoopbackServer? _server;
    private long _calls;
    private long _sequence;
    private int _running;
    private int _mostRunning;

    private FakeOpenAi(FakeOpenAiOptions options)
    {
        _options = options;
        _time = options.TimeProvider;
        _keys = options.ApiKeys.Count > 0 ? options.ApiKeys : ["sk-fake" + RandomNumberGenerator.GetHexString(32, lowercase: true)];
        _answer = options.Answer ?? (request => "echo: " + request.LastUserText);
        Faults = new OpenAiFaults(options.Seed);
        TranscriptionFaults = new OpenAiFaults(options.Seed);
        ImageFaults = new OpenAiFaults(options.Seed);
        _door = new OpenAiDoor(_keys, _violations);
        _transcriptions = new TranscriptionEndpoint(options, _door, TranscriptionFaults);
        _images = new ImageEndpoint(options, _door, ImageFaults);
    }

    /// <summary>With <c>/v1</c>, as the setting wants it.</summary>
    public Uri BaseUrl => field ??= new Uri(_server!.Origin + "/v1");

    /// <summary>The first key that is accepted.</summary>
    public string ApiKey => _keys[0];

    public string Model => _options.Model;

    public OpenAiFaults Faults { get; }

    /// <summary>Of the model that hears.</summary>
    public OpenAiFaults TranscriptionFaults { get; }

    /// <summary>Of the model that draws.</summary>
    public OpenAiFaults ImageFaults { get; }

    /// <summary>The settings of a host that shall use this model as its default one.</summary>
    public IReadOnlyDictionary<string, string> Settings => SettingsOf("default", Model);

    /// <summary>The settings of a host that shall hear with it.</summary>
    public IReadOnlyDictionary<string, string> TranscriptionSettings => SettingsOf("transcription", _options.TranscriptionModel);

    /// <summary>The settings of a host that shall draw with it.</summary>
    public IReadOnlyDictionary<string, string> ImageSettings => SettingsOf("image", _options.ImageModel);

    /// <summary>What the model says. May be changed while calls run.</summary>
    public Func<ChatRequest, FakeAnswer> Answer
    {
        get => Volatile.Read(ref _answer);
        set => Volatile.Write(ref _answer, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>What is said in a recording. May be changed while calls run.</summary>
    public Func<TranscriptionRequest, string> Transcribe
    {
        get => _transcriptions.Hear;
        set => _transcriptions.Hear = value;
    }

    /// <summary>The newest recordings that came; not the calls that were refused for their key or their form.</summary>
    public IReadOnlyList<TranscriptionRequest> Transcriptions => _transcriptions.Requests;

    /// <summary>The newest pictures that were wished for; not the calls that were refused for their key or their body.</summary>
    public IReadOnlyList<ImageRequest> Images => _images.Requests;

    /// <summary>All that was asked so far; not the calls that were refused for their key or their body.</summary>
    public IReadOnlyList<ChatRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>Chat completions that arrived, whatever became of them.</summary>
    public long TotalCalls => Volatile.Read(ref _calls);

    public int ConcurrentCalls => Volatile.Read(ref _running);

    public int MaxConcurrentCalls => Volatile.Read(ref _mostRunning);

    /// <summary>What a correct client would not have done, as kind and detail. The first 1,000.</summary>
    public IReadOnlyList<string> Violations => _violations.Lines;

    public static async Task<FakeOpenAi> StartAsync(FakeOpenAiOptions? options = null, CancellationToken cancellationToken = default)
    {
        var model = new FakeOpenAi(options ?? new FakeOpenAiOptions());
        model._server = await LoopbackServer.StartAsync(model.HandleAsync, model._violations, cancellationToken);
        return model;
    }

    /// <summary>Waits until what was asked, or went away, satisfies the condition.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public async Task<IReadOnlyList<ChatRequest>> WaitForAsync(Func<IReadOnlyList<ChatRequest>, bool> condition, TimeSpan timeout)
    {
        if (!_options.KeepRequests)
            throw new InvalidOperationException("Requests are not kept here, so nobody can wait for them.");

        IReadOnlyList<ChatRequest> requests = [];
        await _changed.UntilAsync(() => condition(requests = Requests), timeout, () => $"{requests.Count} requests, {requests.Count(r => r.Aborted)} of them aborted.");
        return requests;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private Dictionary<string, string> SettingsOf(string name, string model) => new()
    {
        [$"Models:{name}:ApiKeys"] = string.Join(',', _keys),
        [$"Models:{name}:Model"] = model,
        [$"Models:{name}:BaseUrl"] = BaseUrl.ToString(),
    };

    private Task HandleAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBodyBytes;
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("POST", "/v1/chat/completions") => CompleteAsync(context),
            ("POST", "/v1/audio/transcriptions") => _transcriptions.HandleAsync(context),
            ("POST", "/v1/images/generations") => _images.HandleAsync(context),
            ("GET", "/v1/models") => ListModelsAsync(context),
            ("GET", var path) when ImageEndpoint.IsPicture(path) => _images.ServeAsync(context),
            var (method, path) => _door.RefuseAsync(context, 404, "unknown_url", $"There is no {method} {path}."),
        };
    }

    private async Task CompleteAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        CountStart();
        try
        {
            var body = await context.ReadBodyAsync();
            if (await _door.ReadKeyAsync(context) is not { } key)
                return;

            ChatRequest request;
            try
            {
                request = ChatRequest.Read(body, Interlocked.Increment(ref _sequence), key, _options.KeepRequests ? context.Request.Headers : null, _time.GetUtcNow());
            }
            catch (BadChatRequestException bad)
            {
                await _door.RefuseAsync(context, bad);
                return;
            }

            await AnswerKeptAsync(context, request);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task AnswerKeptAsync(HttpContext context, ChatRequest request)
    {
        if (!_options.KeepRequests)
        {
            await AnswerAsync(context, request);
            return;
        }

        lock (_lock)
            _requests.Add(request);
        _changed.Send();
        try
        {
            await AnswerAsync(context, request);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            request.Abort(_time.GetUtcNow());
            _changed.Send();
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context, ChatRequest request)
    {
        if (Faults.Answers.IsClosed)
            await Faults.Answers.PassAsync(context.RequestAborted);
        if (request.Model != Model && !_options.MoreModels.Contains(request.Model))
        {
            await context.AnswerInsteadAsync((ModelFault.Instead)ModelFault.ModelNotFound);
            return;
        }

        if (request.HasPictures && !_options.Vision)
        {
            await context.AnswerInsteadAsync((ModelFault.Instead)ModelFault.NoVision);
            return;
        }

        var answer = Answer(request);
        var fault = Faults.Next() ?? answer.Fault;
        switch (fault)
        {
            case ModelFault.Instead instead:
                await context.AnswerInsteadAsync(instead);
                break;
            case ModelFault.Limited limited:
                await context.AnswerInsteadAsync(limited, _time.GetUtcNow());
                break;
            default:
                var flaw = fault is ModelFault.Flaw { Kind: var kind } ? kind : AnswerFlaw.None;
                await TellAsync(context, ChatAnswer.Compose(request, answer, _options, flaw, _time.GetUtcNow()));
                break;
        }
    }

    private async Task TellAsync(HttpContext context, ChatAnswer answer)
    {
        context.Response.Headers["x-request-id"] = "req_" + answer.Request.Sequence.ToString(CultureInfo.InvariantCulture);
        if (answer.Request.Stream && answer.Flaw != AnswerFlaw.IgnoreStream)
        {
            using var stream = new ChatStream(context, answer, _time);
            await stream.WriteAsync();
            return;
        }

        await WholeChatAnswer.WriteAsync(context, answer, _time);
    }

    private async Task ListModelsAsync(HttpContext context)
    {
        if (await _door.ReadKeyAsync(context) is null)
            return;

        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var model in (IEnumerable<string>)[Model, .. _options.MoreModels, _options.TranscriptionModel, _options.ImageModel])
            {
                json.WriteStartObject();
                json.WriteString("id"u8, model);
                json.WriteString("object"u8, "model"u8);
                json.WriteNumber("created"u8, 1_770_000_000);       // Unix seconds; any will do
                json.WriteString("owned_by"u8, "simulator"u8);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await context.AnswerAsync(200, "application/json", buffer.WrittenMemory);
    }

    private void CountStart()
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = Volatile.Read(ref _mostRunning); running > most; most = Volatile.Read(ref _mostRunning))
            Interlocked.CompareExchange(ref _mostRunning, running, most);
    }
}
