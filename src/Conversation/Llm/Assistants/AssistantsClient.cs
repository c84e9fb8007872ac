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
    HttpClient http, AssistantsServer server, CallLimits limits, TimeProvider time, ILogger<AssistantsClient> logger) : IModelWire
{
    private readonly AssistantsApi _api = new(http, server, limits, time, logger);
    private readonly SpentThreads _spent = new();

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var said = request.Messages.Where(message => message.Role != LlmRole.System).ToList();
        foreach (var start in Starts(said, request.State))
        {
            await using var run = new RunInThread(_api, start, request, said, key, cancellationToken);
            if (!await run.OpenAsync())
            {
                Log.ThreadLost(logger, server.Name, request.State!.Id);
                continue;
            }

            do
            {
                while (run.TryTake(out var next))
                {
                    if (next is LlmEvent.Kept kept)
                        _spent.Restore(kept.State.Id);
                    yield return next;
                }
            }
            while (await run.AdvanceAsync());

            Log.Answered(logger, server.Name, run.Status);
            yield break;
        }
    }

    /// <summary>The thread that an earlier answer left, if it can be used, and a new one in case that it is gone.</summary>
    private IEnumerable<ThreadStart> Starts(IReadOnlyList<LlmMessage> said, ServerState? state)
    {
        if (ThreadStart.Of(said, state) is { } known and not ThreadStart.Anew && _spent.TrySpend(state!.Id))
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
