namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>Where and how one model is asked: what differs between servers, as data.</summary>
internal sealed class ChatServer
{
    // Azure's hosts take the key in a header of their own and know OpenAI's newer fields.
    private static readonly string[] s_azureHosts = [".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"];

    public ChatServer(ModelOptions options, RefusedFields refused)
    {
        var host = options.BaseUrl.IdnHost;
        var isAzure = s_azureHosts.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        var isOpenAi = host.Equals(ModelOptions.DefaultBaseUrl.Host, StringComparison.OrdinalIgnoreCase);

        Name = options.Name;
        Model = options.Model;
        Refused = refused;
        ChatAddress = Address(options.BaseUrl, "chat/completions");
        ModelsAddress = Address(options.BaseUrl, "models");
        Secrets = options.ApiKeys;
        SendsObfuscationFlag = isOpenAi || isAzure;
        MaxTokensField = options.MaxTokensField ?? (isOpenAi || isAzure ? RefusedFields.MaxCompletionTokens : RefusedFields.MaxTokens);
        KeyHeader = options.ApiKeys.Count == 0 ? null
            : isAzure ? new("api-key", options.ApiKeys[0])
            : new("Authorization", $"Bearer {options.ApiKeys[0]}");
    }

    /// <summary>The entry under <c>Models</c>.</summary>
    public string Name { get; }

    public string Model { get; }

    public Uri ChatAddress { get; }

    public Uri ModelsAddress { get; }

    /// <summary>The header that carries the key; null for a server that asks for none.</summary>
    public KeyValuePair<string, string>? KeyHeader { get; }

    /// <summary>What must never stand in a log.</summary>
    public IReadOnlyList<string> Secrets { get; }

    public string MaxTokensField { get; }

    /// <summary>Whether the filler that hides the pieces' lengths may be declined; others may refuse a field they do not know.</summary>
    public bool SendsObfuscationFlag { get; }

    public RefusedFields Refused { get; }

    public HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        if (KeyHeader is { } key)
            request.Headers.TryAddWithoutValidation(key.Key, key.Value);
        return request;
    }

    private static Uri Address(Uri baseUrl, string path) => new UriBuilder(baseUrl) { Path = $"{baseUrl.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;
}
