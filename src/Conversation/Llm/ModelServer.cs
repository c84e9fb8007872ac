using System.Diagnostics;

namespace BotHost.Conversation.Llm;

/// <summary>Where one model is asked, and what proves that we may.</summary>
internal class ModelServer
{
    // Azure's hosts take the key in a header of their own and know OpenAI's newer fields.
    private static readonly string[] s_azureHosts = [".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"];

    public ModelServer(ModelOptions options)
    {
        var host = options.BaseUrl.IdnHost;
        IsAzure = s_azureHosts.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        IsOpenAi = host.Equals(ModelOptions.DefaultBaseUrl.Host, StringComparison.OrdinalIgnoreCase);

        Name = options.Name;
        Model = options.Model;
        CallAddress = Address(options.BaseUrl, Path(options.Api));
        ModelsAddress = Address(options.BaseUrl, "models");
        Secrets = options.ApiKeys;
        KeyHeader = options.ApiKeys.Count == 0 ? null
            : IsAzure ? new("api-key", options.ApiKeys[0])
            : new("Authorization", $"Bearer {options.ApiKeys[0]}");
    }

    /// <summary>The entry under <c>Models</c>.</summary>
    public string Name { get; }

    public string Model { get; }

    /// <summary>Where the model is asked for what it is there for.</summary>
    public Uri CallAddress { get; }

    public Uri ModelsAddress { get; }

    /// <summary>The header that carries the key; null for a server that asks for none.</summary>
    public KeyValuePair<string, string>? KeyHeader { get; }

    /// <summary>What must never stand in a log.</summary>
    public IReadOnlyList<string> Secrets { get; }

    protected bool IsAzure { get; }

    protected bool IsOpenAi { get; }

    /// <summary>What comes after the base address.</summary>
    public static string Path(ModelApi api) => api switch
    {
        ModelApi.ChatCompletions => "chat/completions",
        ModelApi.Transcriptions => "audio/transcriptions",
        ModelApi.Images => "images/generations",
        _ => throw new UnreachableException(),
    };

    public HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        if (KeyHeader is { } key)
            request.Headers.TryAddWithoutValidation(key.Key, key.Value);
        return request;
    }

    private static Uri Address(Uri baseUrl, string path) => new UriBuilder(baseUrl) { Path = $"{baseUrl.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;
}
