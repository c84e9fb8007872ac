using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Turns;

/// <summary>Asks the model, calls the tools that it asks for, and asks again with what they gave, until it answers.</summary>
internal sealed class ToolLoop(ModelCalls calls)
{
    public Task<Heard> AskAsync(Turn turn, LlmModel model, LlmRequest request, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return calls.ListenAsync(model, request, answer, cancellationToken);
    }
}
