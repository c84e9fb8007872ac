namespace BotHost.Conversation.Llm;

/// <summary>A wire whose server keeps conversations.</summary>
internal interface IServerKeeper
{
    /// <summary>Has the server forget what it keeps under that id. Null if it is gone now, or was before; otherwise why it may still be there.</summary>
    Task<LlmFailure?> DeleteAsync(string id, CancellationToken cancellationToken);
}
