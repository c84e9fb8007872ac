namespace BotHost.Conversation.Llm;

/// <summary>One wire protocol of one model: one try with one key, and no retries. Those are <see cref="RetryingLlmClient"/>'s.</summary>
internal interface IModelWire
{
    /// <summary>Like <see cref="ILlmClient.StreamAsync"/>.</summary>
    IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, CancellationToken cancellationToken);
}
