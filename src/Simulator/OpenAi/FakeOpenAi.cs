using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BotHost.Simulator;

/// <summary>A model behind each of the protocols that one can be asked in, one that hears and one that draws, on loopback.</summary>
public sealed class FakeOpenAi : IAsyncDisposable
{
    /// <summary>Recordings and pictures are large.</summary>
    internal const int MostMediaRequests = 100;

    /// <summary>A question with pictures is larger than Kestrel's 30 MB; the real one takes 50.</summary>
    private const int MaxBodyBytes = 50 * 1024 * 1024;

    private const string ConversationsPath = "/conversations";

    private readonly FakeOpenAiOptions _options;
    private readonly IReadOnlyList<string> _keys;
    private readonly OpenAiDoor _door;
    private readonly TranscriptionEndpoint _transcriptions;
    private readonly ImageEndpoint _images;
    private readonly ModelStage _stage;
    private readonly ChatCompletionsEndpoint _completions;
    private readonly ThreadsEndpoint _threads;
    private readonly ConversationsEndpoint _conversations;
    private readonly ResponsesEndpoint _responses;
    private readonly Violations _violations = new();
    private LoopbackServer? _server;

    private FakeOpenAi(FakeOpenAiOptions options)
    {
        _options = options;
        _keys = options.ApiKeys.Count > 0 ? options.ApiKeys : ["sk-fake" + RandomNumberGenerator.GetHexString(32, lowercase: true)];
        Faults = new OpenAiFaults(options.Seed);
        TranscriptionFaults = new OpenAiFaults(options.Seed);
        ImageFaults = new OpenAiFaults(options.Seed);
        ConversationFaults = new OpenAiFaults(options.Seed);
        _door = new OpenAiDoor(_keys, options.Azure, _violations);
        _stage = new ModelStage(options, _door, Faults);
        _completions = new ChatCompletionsEndpoint(_stage);
        Threads = new FakeThreads(options.TimeProvider);
        _threads = new ThreadsEndpoint(_stage, Threads);
        _conversations = new ConversationsEndpoint(options, _door, ConversationFaults);
        _responses = new ResponsesEndpoint(_stage, _conversations);
        _transcriptions = new TranscriptionEndpoint(options, _door, TranscriptionFaults);
        _images = new ImageEndpoint(options, _door, ImageFaults);
    }

    /// <summary>With <c>/v1</c>, as the setting wants it.</summary>
    public Uri BaseUrl => field ??= new Uri(_server!.Origin + (_options.Azure ? "/openai/v1" : "/v1"));

    /// <summary>Azure's older address of the model, which takes chat completions alone.</summary>
    public Uri DeploymentUrl => field ??= new Uri($"{_server!.Origin}/openai/deployments/{Model}?api-version=2024-10-21");

    /// <summary>The first key that is accepted.</summary>
    public string ApiKey => _keys[0];

    public string Model => _options.Model;

    /// <summary>The one assistant that there is.</summary>
    public static string AssistantId => ThreadsEndpoint.AssistantId;

    /// <summary>What the server keeps for those who ask it over the Assistants API.</summary>
    public FakeThreads Threads { get; }

    public OpenAiFaults Faults { get; }

    /// <summary>Of the model that hears.</summary>
    public OpenAiFaults TranscriptionFaults { get; }

    /// <summary>Of the model that draws.</summary>
    public OpenAiFaults ImageFaults { get; }

    /// <summary>Of the calls about conversations; the answers in them are <see cref="Faults"/>'.</summary>
    public OpenAiFaults ConversationFaults { get; }

    /// <summary>The conversations that it keeps now.</summary>
    public IReadOnlyList<string> Conversations => _conversations.Ids;

    /// <summary>The conversations that were deleted by a call, in that order.</summary>
    public IReadOnlyList<string> DeletedConversations => _conversations.Deleted;

    /// <summary>Conversations that were ever made.</summary>
    public long TotalConversations => _conversations.Made;

    /// <summary>The settings of a host that shall use this model as its default one.</summary>
    public IReadOnlyDictionary<string, string> Settings => SettingsOf("default", Model);

    /// <summary>The settings of a host that shall hear with it.</summary>
    public IReadOnlyDictionary<string, string> TranscriptionSettings => SettingsOf("transcription", _options.TranscriptionModel);

    /// <summary>The settings of a host that shall draw with it.</summary>
    public IReadOnlyDictionary<string, string> ImageSettings => SettingsOf("image", _options.ImageModel);

    /// <summary>What the model says. May be changed while calls run.</summary>
    public Func<ChatRequest, FakeAnswer> Answer
    {
        get => _stage.Answer;
        set => _stage.Answer = value;
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
    public IReadOnlyList<ChatRequest> Requests => _stage.Requests;

    /// <summary>Questions that arrived, whatever became of them.</summary>
    public long TotalCalls => _stage.Calls;

    public int ConcurrentCalls => _stage.Running;

    public int MaxConcurrentCalls => _stage.MostRunning;

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
    public Task<IReadOnlyList<ChatRequest>> WaitForAsync(Func<IReadOnlyList<ChatRequest>, bool> condition, TimeSpan timeout) => _stage.WaitForAsync(condition, timeout);

    /// <summary>Forgets all conversations, as if they had expired.</summary>
    public void LoseConversations() => _conversations.Lose();

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

    /// <summary>The settings of a host that shall use this model as its default one, in one of its protocols.</summary>
    public IReadOnlyDictionary<string, string> SettingsFor(FakeApi api)
    {
        var settings = SettingsOf("default", Model);
        settings["Models:default:Api"] = api.ToString();
        if (api == FakeApi.Assistants)
            settings["Models:default:AssistantId"] = AssistantId;
        if (_options.Azure)
            settings["Models:default:KeyHeader"] = "ApiKey";
        return settings;
    }

    private Task HandleAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBodyBytes;
        var (path, deployment) = OpenAiPath.Of(context.Request, _options.Azure);
        if (deployment.Length > 0 && deployment != Model && !_options.MoreModels.Contains(deployment))
            return context.AnswerInsteadAsync((ModelFault.Instead)AzureFaults.DeploymentNotFound);

        return (context.Request.Method, path) switch
        {
            ("POST", "/chat/completions") => _completions.HandleAsync(context, deployment),
            ("POST", "/responses") => _responses.HandleAsync(context),
            (_, not null) when path.StartsWith(ConversationsPath, StringComparison.Ordinal) => _conversations.HandleAsync(context, path[ConversationsPath.Length..]),
            (_, not null) when ThreadsEndpoint.Serves(path) => _threads.HandleAsync(context, path),
            ("POST", "/audio/transcriptions") => _transcriptions.HandleAsync(context),
            ("POST", "/images/generations") => _images.HandleAsync(context),
            ("GET", "/models") => ListModelsAsync(context),
            ("GET", _) when ImageEndpoint.IsPicture(context.Request.Path.Value) => _images.ServeAsync(context),
            (_, null) when _options.Azure => context.AnswerInsteadAsync((ModelFault.Instead)AzureFaults.WrongPath),
            var (method, _) => _door.RefuseAsync(context, 404, "unknown_url", $"There is no {method} {context.Request.Path}."),
        };
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
}
