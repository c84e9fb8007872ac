using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>
/// A streaming client of <c>POST {base}/responses</c> that tells the whole conversation with every question and leaves nothing at the
/// server. Tries once; <see cref="RetryingLlmClient"/> retries.
/// </summary>
internal sealed partial class ResponsesClient(
    HttpClient http, ChatServer server, CallLimits limits, TimeProvider time, ILogger<ResponsesClient> logger) : IModelWire
{
    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var call = new StreamedCall(
            http, server,
            () => server.Post(server.CallAddress, key, ResponsesRequestWriter.Write(request, ToolPairs.Mend(request.Messages), conversation: null, server, server.Refused.Current)),
            new ResponsesAnswerReader(), request.Messages, limits, time, cancellationToken);
        while (await call.AdvanceAsync())
        {
            while (call.TryTake(out var next))
                yield return next;
        }

        Log.Answered(logger, server.Name, call.Status);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, Level = LogLevel.Debug, Message = "Model {Model} answered with status {Status}; its response was read to the end.")]
        public static partial void Answered(ILogger logger, string model, int status);
    }
}
