namespace BotHost.Simulator;

/// <summary>The protocol in which a model is asked for an answer.</summary>
public enum FakeApi
{
    ChatCompletions,
    Responses,
    Assistants,
}
