using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>Where one assistant is asked, over the Assistants API, version 2.</summary>
/// <remarks>Source: "Assistants API reference", https://platform.openai.com/docs/api-reference/assistants.</remarks>
internal sealed class AssistantsServer(ModelOptions options, RefusedFields refused) : ModelServer(options, refused)
{
    /// <summary>What the server calls the assistant.</summary>
    public string AssistantId { get; } = options.AssistantId;

    /// <summary>What the settings add to every run.</summary>
    public ExtraFields Extra { get; } = new(options.ExtraBody);

    /// <summary>True for the one server that is known to have switched this API off.</summary>
    public bool IsSwitchedOff => IsOpenAi;

    /// <param name="method">What is done.</param>
    /// <param name="path">Below the base address.</param>
    /// <param name="key">Who asks.</param>
    /// <param name="json">The body; none where it is empty.</param>
    public HttpRequestMessage Call(HttpMethod method, string path, ModelKey key, ReadOnlyMemory<byte> json = default)
    {
        var address = Below(path);
        var request = json.IsEmpty ? Request(method, address, key) : Post(address, key, json);
        request.Headers.TryAddWithoutValidation("OpenAI-Beta", "assistants=v2");
        return request;
    }
}
