using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>
/// A streaming client of <c>POST {base}/chat/completions</c>, of our own: the official SDK loses errors inside of a stream and throws on
/// the ordinary deviations of compatible servers. Tries once; <see cref="RetryingLlmClient"/> retries.
/// </summary>
internal sealed partial class ChatCompletionsClient(
    HttpClient http, ChatServer server, CallLimits limits, TimeProvider time, ILogger<ChatCompletionsClient> logger) : IModelWire
{
    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var call = new StreamedCall(
            http, server, () => server.Post(server.CallAddress, key, ChatRequestWriter.Write(request, server, server.Refused.Current)),
            new ChatAnswerReader(), request.Messages, limits, time, cancellationToken);
        while (await call.AdvanceAsync())
        {
            while (call.TryTake(out var next))
                yield return next;
        }

        Log.Answered(logger, server.Name, call.Status);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 410, Level = LogLevel.Debug, Message = "Model {Model} answered with status {Status}; its answer was read to the end.")]
        public static partial void Answered(ILogger logger, string model, int status);
    }
}
