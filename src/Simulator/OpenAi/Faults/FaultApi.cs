namespace BotHost.Simulator;

/// <summary>How a model is asked whose server goes wrong: a column of the fault table.</summary>
public enum FaultApi
{
    ChatCompletions,

    /// <summary>Chat completions at Azure's address, with the key in its header.</summary>
    Azure,

    Responses,

    /// <summary>Responses within a conversation that the server keeps. Its answers go wrong.</summary>
    Conversations,

    /// <summary>The same; wrong go the calls that put something into a conversation, before the model is asked.</summary>
    ConversationCalls,

    /// <summary>Runs in threads, which go wrong.</summary>
    Assistants,

    /// <summary>The same; wrong go the calls that put something into a thread, before the model is asked.</summary>
    ThreadCalls,
}
