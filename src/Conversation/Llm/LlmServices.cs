using BotHost.Conversation.Llm.ChatCompletions;
using Microsoft.Extensions.DependencyInjection;
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
    /// <see cref="ModelProbe"/> per model. Needs a <see cref="TimeProvider"/> and logging.
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

        // Two entries that ask the same model of the same server share what is learnt of it.
        var learnt = models.GroupBy(model => (model.BaseUrl, model.Model))
            .ToDictionary(same => same.Key, _ => new RefusedFields());
        foreach (var options in models)
        {
            var server = new ChatServer(options, learnt[(options.BaseUrl, options.Model)]);
            services.AddKeyedSingleton(options.Name, (provider, _) => Client(provider, server));
            services.AddSingleton(provider => new ModelProbe(
                server,
                Http(provider),
                provider.GetRequiredKeyedService<ChatCompletionsClient>(options.Name),
                provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton(provider => new LlmModels(
            models.Select(options => Model(provider, options, learnt[(options.BaseUrl, options.Model)])),
            new LlmModel { Name = "offline", Model = "offline", Client = new OfflineLlmClient() }));
        return services;
    }

    private static LlmModel Model(IServiceProvider provider, ModelOptions options, RefusedFields refused) => new()
    {
        Name = options.Name,
        Model = options.Model,
        ContextWindow = options.ContextWindow,
        MaxOutputTokens = options.MaxOutputTokens,
        Client = new RetryingLlmClient(
            options.Name,
            provider.GetRequiredKeyedService<ChatCompletionsClient>(options.Name),
            refused,
            new Random(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RetryingLlmClient>>()),
    };

    private static ChatCompletionsClient Client(IServiceProvider provider, ChatServer server) => new(
        Http(provider),
        server,
        new CallLimits(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<ChatCompletionsClient>>());

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
