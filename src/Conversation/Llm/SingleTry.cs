namespace BotHost.Conversation.Llm;

/// <summary>A model asked once, with one of its keys: for who wants to know what a server says, and not an answer at any price.</summary>
internal sealed class SingleTry(IModelWire wire, ModelKey key) : ILlmClient
{
    public IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, CancellationToken cancellationToken) => wire.StreamAsync(request, key, cancellationToken);
}
