namespace BotHost.Conversation.Llm;

/// <summary>
/// One model behind one wire protocol. The same shape serves chat completions, Responses and Assistants-style servers:
/// a list of messages goes in, a closed set of events comes out, and whatever goes wrong is an event too (docs/adr/0004).
/// </summary>
public interface ILlmClient
{
    /// <summary>
    /// Streams one answer. The last event is <see cref="LlmEvent.Finished"/>, <see cref="LlmEvent.Truncated"/> or
    /// <see cref="LlmEvent.Failed"/>; throws only when cancelled.
    /// </summary>
    IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, CancellationToken cancellationToken);
}
