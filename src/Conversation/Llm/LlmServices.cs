using System.Diagnostics;
using BotHost.Conversation.Llm.Assistants;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Images;
using BotHost.Conversation.Llm.Keys;
using BotHost.Conversation.Llm.Responses;
using BotHost.Conversation.Llm.Streaming;
using BotHost.Conversation.Llm.Transcriptions;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm;

/// <summary>Registers the model side.</summary>
public static class LlmServices
{
    /// <summary>The one HTTP client of all models: its handler holds connections, the keys go on each request.</summary>
    internal const string HttpClientName = "llm";

    /// <summary>Well above the turns that run at once.</summary>
    private const int MaxConnectionsPerServer = 1024;

    /// <summary>
    /// Adds <see cref="LlmModels"/>, with the built-in offline model behind every name that is not among <paramref name="models"/>, and one
    /// <see cref="ModelProbe"/> per model. Needs a <see cref="TimeProvider"/> and logging, and <see cref="PublicFiles"/> for an entry that draws.
    /// </summary>
    public static IServiceCollection AddLlm(this IServiceCollection services, IReadOnlyList<ModelOptions> models)
    {
        services.AddHttpClient(HttpClientName, http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan; // each call has clocks of its own
                http.DefaultRequestHeaders.Add("User-Agent", "BotHost"); // gateways exist that refuse a client without a name
            })
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // the pool renews its connections by itself
            .RemoveAllLoggers(); // they would cost more than the call, and write addresses

        services.AddMetrics();
        services.TryAddSingleton<EngineMetrics>();
        services.TryAddSingleton<IServerLedger, NoLedger>(); // the engine brings its own
        services.TryAddSingleton<TokenCalibrations>();

        services.AddSingleton<ModelHealths>();
        var chats = models.Where(model => model.Api.Chats()).ToList();
        foreach (var options in chats)
        {
            services.AddKeyedSingleton<IModelWire>(options.Name, (provider, _) => options.Api switch
            {
                ModelApi.ChatCompletions => new ChatCompletionsClient(
                    Http(provider), new ChatServer(options, Refused(provider, options)), new CallLimits(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ChatCompletionsClient>>()),
                ModelApi.Responses when options.ServerConversations => new ConversationsClient(
                    Http(provider), new ChatServer(options, Refused(provider, options)), provider.GetRequiredService<IServerLedger>(), new CallLimits(),
                    provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ConversationsClient>>()),
                ModelApi.Responses => new ResponsesClient(
                    Http(provider), new ChatServer(options, Refused(provider, options)), new CallLimits(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ResponsesClient>>()),
                ModelApi.Assistants => new AssistantsClient(
                    Http(provider), new AssistantsServer(options, Refused(provider, options)), provider.GetRequiredService<IServerLedger>(), new CallLimits(),
                    provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AssistantsClient>>()),
                _ => throw new UnreachableException(),
            });
            services.AddSingleton(provider => Probe(provider, options, key => new SingleTry(provider.GetRequiredKeyedService<IModelWire>(options.Name), key)));
        }

        foreach (var options in models.Except(chats))
            services.AddSingleton(provider => Probe(provider, options, client: null));

        services.AddSingleton(provider => new LlmModels(
            chats.Select(options => Model(provider, options)),
            new LlmModel { Name = "offline", Model = "offline", Client = new OfflineLlmClient() })
        {
            Transcriber = models.FirstOrDefault(model => model.Api == ModelApi.Transcriptions) is { } hears ? Transcriber(provider, hears) : null,
            PictureMaker = models.FirstOrDefault(model => model.Api == ModelApi.Images) is { } draws ? PictureMaker(provider, draws) : null,
        });
        return services;
    }

    private static LlmModel Model(IServiceProvider provider, ModelOptions options)
    {
        var wire = provider.GetRequiredKeyedService<IModelWire>(options.Name);
        var health = provider.GetRequiredService<ModelHealths>();
        return new LlmModel
        {
            Name = options.Name,
            Model = options.Model,
            ContextWindow = options.ContextWindow,
            MaxOutputTokens = options.MaxOutputTokens,
            Vision = options.Vision,
            Fallback = options.Fallback,
            Continuations = options.Continuations,
            Encoding = options.Encoding,
            Keeper = wire as IServerKeeper,
            Calibration = provider.GetRequiredService<TokenCalibrations>().Of(options),
            KeepsState = options.ServerConversations || options.Api == ModelApi.Assistants,
            InputPrice = options.InputPrice,
            OutputPrice = options.OutputPrice,
            Client = new RetryingLlmClient(
                options.Name,
                wire,
                health.KeysOf(options),
                health.CircuitOf(options),
                health.RefusedBy(options),
                new RetryDelays(new Random()),
                provider.GetRequiredService<EngineMetrics>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<RetryingLlmClient>>()),
        };
    }

    private static TranscriptionsClient Transcriber(IServiceProvider provider, ModelOptions options) => new(
        Http(provider),
        new ModelServer(options),
        options.Language,
        Retries(provider, options),
        provider.GetRequiredService<EngineMetrics>(),
        provider.GetRequiredService<TimeProvider>());

    private static ImagesClient PictureMaker(IServiceProvider provider, ModelOptions options) => new(
        Http(provider),
        new ModelServer(options),
        new ImageWishes(options.Size, options.Quality),
        provider.GetRequiredService<PublicFiles>(),
        Retries(provider, options),
        provider.GetRequiredService<EngineMetrics>(),
        provider.GetRequiredService<TimeProvider>());

    private static CallRetries Retries(IServiceProvider provider, ModelOptions options) => new(
        options.Name, new Random(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CallRetries>>());

    private static ModelProbe Probe(IServiceProvider provider, ModelOptions options, Func<ModelKey, ILlmClient>? client) =>
        new(options.Api == ModelApi.Assistants ? new AssistantsServer(options, new RefusedFields()) : new ModelServer(options), Http(provider), client, provider.GetRequiredService<TimeProvider>());

    private static RefusedFields Refused(IServiceProvider provider, ModelOptions options) => provider.GetRequiredService<ModelHealths>().RefusedBy(options);

    private static HttpClient Http(IServiceProvider provider) => provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName);

    internal static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false, // the key would go along
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // so that a change in DNS is noticed
        ResponseDrainTimeout = TimeSpan.Zero, // a cancelled answer must end at the server, too
        MaxConnectionsPerServer = MaxConnectionsPerServer,
    };
}
