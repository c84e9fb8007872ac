using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>
/// Asks an assistant over the Assistants API, version 2, for servers that still have it. The conversation lives in a thread at the server, so that
/// only what is new is sent; our own history stays the truth, and a thread that does not fit to it is left for one made of it. Tries once;
/// <see cref="RetryingLlmClient"/> retries.
/// </summary>
/// <remarks>Source: "Assistants API reference", https://platform.openai.com/docs/api-reference/assistants.</remarks>
internal sealed partial class AssistantsClient(
    HttpClient http, AssistantsServer server, IServerLedger ledger, CallLimits limits, TimeProvider time, ILogger<AssistantsClient> logger) : IModelWire, IServerKeeper
{
    private readonly AssistantsApi _api = new(http, server, limits, time);
    private readonly UsedStates _used = new();

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var said = request.Messages.Where(message => message.Role != LlmRole.System).ToList();
        foreach (var start in Starts(said, request.State))
        {
            await using var run = new RunInThread(_api, ledger, start, request, said, key, cancellationToken);
            if (!await run.OpenAsync())
            {
                Log.ThreadLost(logger, server.Name, request.State!.Id);
                continue;
            }

            do
            {
                while (run.TryTake(out var next))
                    yield return next;
            }
            while (await run.AdvanceAsync());

            Log.Answered(logger, server.Name, run.Status);
            yield break;
        }
    }

    public Task<LlmFailure?> DeleteAsync(string id, CancellationToken cancellationToken) => server.DeleteAsync(key => _api.DeleteAsync(id, key, cancellationToken));

    /// <summary>
    /// The thread that an earlier answer left, if it can be used, and a new one in case that it is gone. No thread is tried twice: what a try that
    /// failed has left in it nobody knows, and the question may be there already.
    /// </summary>
    private IEnumerable<ThreadStart> Starts(IReadOnlyList<LlmMessage> said, ServerState? state)
    {
        if (ThreadStart.Of(said, state) is { } known and not ThreadStart.Anew && _used.TryUse(state!))
            yield return known;
        yield return new ThreadStart.Anew();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 471, Level = LogLevel.Debug, Message = "Model {Model} answered with status {Status}; its run was read to the end.")]
        public static partial void Answered(ILogger logger, string model, int status);

        [LoggerMessage(EventId = 472, Level = LogLevel.Information, Message = "Model {Model}: thread {Thread} is gone or in use; a new one is made of our own history.")]
        public static partial void ThreadLost(ILogger logger, string model, string thread);
    }
}
