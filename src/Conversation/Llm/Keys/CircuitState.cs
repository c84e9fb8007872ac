namespace BotHost.Conversation.Llm.Keys;

internal enum CircuitState
{
    Closed,
    HalfOpen,
    Open,
}
