namespace BotHost.Conversation.Llm;

/// <summary>Writes down what is made at a model's server, so that nothing stays there that nobody remembers.</summary>
internal interface IServerLedger
{
    /// <summary>
    /// To be called before it is used. It is deleted later, unless the turn that made it keeps it (<see cref="LlmEvent.Kept"/>): so a try that
    /// fails, and a kill, leave nothing behind.
    /// </summary>
    /// <param name="model">The entry under <c>Models</c>.</param>
    /// <param name="id">What the server calls it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task MadeAsync(string model, string id, CancellationToken cancellationToken);
}

/// <summary>For a host that stores nothing.</summary>
internal sealed class NoLedger : IServerLedger
{
    public Task MadeAsync(string model, string id, CancellationToken cancellationToken) => Task.CompletedTask;
}
