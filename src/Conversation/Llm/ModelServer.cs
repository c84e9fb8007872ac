using System.Diagnostics;
using System.Net.Http.Headers;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm;

/// <summary>Where one model is asked, and what proves that we may.</summary>
internal class ModelServer
{
    private readonly Uri _baseUrl;
    private readonly KeyHeader _keyHeader;

    // Azure's hosts take the key in a header of their own and know OpenAI's newer fields.
    private static readonly string[] s_azureHosts = [".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"];

    private static readonly MediaTypeHeaderValue s_json = new("application/json") { CharSet = "utf-8" };

    /// <param name="options">The entry.</param>
    /// <param name="refused">What is learnt of this model and its server; shared by the entries that ask the same.</param>
    public ModelServer(ModelOptions options, RefusedFields? refused = null)
    {
        _baseUrl = options.BaseUrl;
        var host = options.BaseUrl.IdnHost;
        IsAzure = s_azureHosts.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        IsOpenAi = host.Equals(ModelOptions.DefaultBaseUrl.Host, StringComparison.OrdinalIgnoreCase);

        Name = options.Name;
        Model = options.Model;
        CallAddress = Address(options.BaseUrl, Path(options.Api));
        ModelsAddress = Address(options.BaseUrl, "models");
        Secrets = options.ApiKeys;
        Keys = [.. options.ApiKeys.Select((key, index) => new ModelKey(key, index + 1))];
        _keyHeader = options.KeyHeader ?? (IsAzure ? KeyHeader.ApiKey : KeyHeader.Bearer);
        Refused = refused ?? new RefusedFields();
    }

    /// <summary>The entry under <c>Models</c>.</summary>
    public string Name { get; }

    public string Model { get; }

    /// <summary>Where the model is asked for what it is there for.</summary>
    public Uri CallAddress { get; }

    public Uri ModelsAddress { get; }

    /// <summary>All keys that it has; empty for a server that asks for none.</summary>
    public IReadOnlyList<ModelKey> Keys { get; }

    /// <summary>The first key, for calls that take no part in the pool.</summary>
    public ModelKey FirstKey => Keys is [var first, ..] ? first : ModelKey.None;

    /// <summary>The optional fields of a request that it does not take.</summary>
    public RefusedFields Refused { get; }

    /// <summary>What must never stand in a log.</summary>
    public IReadOnlyList<string> Secrets { get; }

    protected bool IsAzure { get; }

    protected bool IsOpenAi { get; }

    /// <summary>What comes after the base address.</summary>
    public static string Path(ModelApi api) => api switch
    {
        ModelApi.ChatCompletions => "chat/completions",
        ModelApi.Responses => "responses",
        ModelApi.Assistants => "threads",
        ModelApi.Transcriptions => "audio/transcriptions",
        ModelApi.Images => "images/generations",
        _ => throw new UnreachableException(),
    };

    public HttpRequestMessage Request(HttpMethod method, Uri address) => Request(method, address, FirstKey);

    public HttpRequestMessage Request(HttpMethod method, Uri address, ModelKey key)
    {
        var request = new HttpRequestMessage(method, address);
        if (key.Value.Length > 0)
        {
            var (name, value) = _keyHeader == KeyHeader.ApiKey ? ("api-key", key.Value) : ("Authorization", $"Bearer {key.Value}");
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>A request whose body is JSON.</summary>
    public HttpRequestMessage Post(Uri address, ModelKey key, ReadOnlyMemory<byte> json)
    {
        var request = Request(HttpMethod.Post, address, key);
        request.Content = new ReadOnlyMemoryContent(json);
        request.Content.Headers.ContentType = s_json;
        return request;
    }

    /// <summary>Deletes what the server keeps, with every key: each may belong to another project, and each project sees only what is its own.</summary>
    /// <param name="delete">One try with one key; null for what is gone now.</param>
    /// <returns>Null if it is gone now, or was before.</returns>
    public async Task<LlmFailure?> DeleteAsync(Func<ModelKey, Task<LlmFailure?>> delete)
    {
        LlmFailure? failure = null;
        foreach (var key in Keys.DefaultIfEmpty(ModelKey.None))
        {
            var answer = await delete(key);
            if (answer is null)
                return null;
            if (answer.Kind != LlmFailureKind.WrongAddress)
                failure = answer;
        }

        return failure;
    }

    /// <summary>An address below the base address; a query there stays behind it.</summary>
    public Uri Below(string path) => Address(_baseUrl, path);

    private static Uri Address(Uri baseUrl, string path) => new UriBuilder(baseUrl) { Path = $"{baseUrl.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;
}
