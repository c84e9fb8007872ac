using System.Text.Json;
using System.Text.RegularExpressions;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>The calls of the Assistants API, version 2: one method each, one try each.</summary>
/// <remarks>Source: "Assistants API reference", https://platform.openai.com/docs/api-reference/assistants.</remarks>
internal sealed partial class AssistantsApi(HttpClient http, AssistantsServer server, CallLimits limits, TimeProvider time)
{
    public const string SwitchedOff = "This bot still uses the Assistants API, which OpenAI switched off on 2026-08-26; switch it to Responses.";

    /// <summary>Between two looks at a run that is in the way.</summary>
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Ten seconds of them: a cancelled run is over in one or two.</summary>
    private const int MostLooks = 20;

    private readonly WholeCall _calls = new(http, server, time);
    private readonly WholeCallBounds _bounds = new(limits.Headers, limits.MaxAnswerBytes); // a message comes back with its pictures
    private readonly WholeCallBounds _small = new(TimeSpan.FromSeconds(10), limits.MaxEventBytes);

    /// <summary>The entry under <c>Models</c>.</summary>
    public string Name => server.Name;

    /// <summary>True for what a server may call a thread or a run: it becomes part of an address.</summary>
    public static bool IsId(string text) => Ids().IsMatch(text);

    /// <returns>The thread's id.</returns>
    public async Task<WholeAnswer<string>> CreateThreadAsync(IReadOnlyList<LlmMessage> said, ModelKey key, CancellationToken cancellationToken)
    {
        var call = server.Call(HttpMethod.Post, "threads", key, ThreadWriter.Thread(said));
        var created = await _calls.AskAsync(call, _bounds, said, ReadId, cancellationToken);
        return created is { Failure: { } failure, Status: 404 } && server.IsSwitchedOff
            ? created with { Failure = new LlmFailure(LlmFailureKind.WrongAddress, $"{SwitchedOff} ({failure.Detail})") }
            : created;
    }

    /// <returns>The message's id.</returns>
    public Task<WholeAnswer<string>> AddMessageAsync(string threadId, LlmMessage message, ModelKey key, CancellationToken cancellationToken) => _calls.AskAsync(
        server.Call(HttpMethod.Post, $"threads/{threadId}/messages", key, ThreadWriter.Message(message)), _bounds, [message], ReadId, cancellationToken);

    /// <summary>A new run over what the thread holds.</summary>
    public StreamedCall Run(string threadId, LlmRequest request, ModelKey key, RunReader reader, CancellationToken cancellationToken) =>
        Stream($"threads/{threadId}/runs", () => ThreadWriter.Run(request, server), request, key, reader, cancellationToken);

    /// <summary>The run goes on with what its tools gave.</summary>
    public StreamedCall Submit(ThreadStart.Results results, LlmRequest request, ModelKey key, RunReader reader, CancellationToken cancellationToken) => Stream(
        $"threads/{results.ThreadId}/runs/{results.RunId}/submit_tool_outputs", () => ThreadWriter.Outputs(results.Outputs), request, key, reader, cancellationToken);

    /// <summary>Cancels a run that is in the way, and waits until it is over.</summary>
    /// <returns>True if it was complete by itself, so that it is known what the thread holds.</returns>
    public async Task<bool> EndRunAsync(string threadId, string runId, ModelKey key, CancellationToken cancellationToken)
    {
        await CancelAsync(threadId, runId, key, cancellationToken);
        for (var look = 1; look <= MostLooks; look++)
        {
            var call = server.Call(HttpMethod.Get, $"threads/{threadId}/runs/{runId}", key);
            var run = await _calls.AskAsync(call, _small, [], body => ReadText(body, "status"), cancellationToken);
            if (run.Value is not ("queued" or "in_progress" or "requires_action" or "cancelling"))
                return run.Value == "completed";

            await Task.Delay(s_betweenLooks, time, cancellationToken);
        }

        return false;
    }

    /// <summary>Cancels a run. One that is over cannot be cancelled, and says so: that is as good.</summary>
    public Task CancelAsync(string threadId, string runId, ModelKey key, CancellationToken cancellationToken) => _calls.AskAsync(
        server.Call(HttpMethod.Post, $"threads/{threadId}/runs/{runId}/cancel", key, "{}"u8.ToArray()), _small, [], ReadId, cancellationToken);

    /// <returns>Null if the thread is gone now.</returns>
    public async Task<LlmFailure?> DeleteAsync(string threadId, ModelKey key, CancellationToken cancellationToken) =>
        (await _calls.AskAsync(server.Call(HttpMethod.Delete, $"threads/{threadId}", key), _small, [], ReadId, cancellationToken)).Failure;

    private StreamedCall Stream(
        string path, Func<ReadOnlyMemory<byte>> body, LlmRequest request, ModelKey key, RunReader reader, CancellationToken cancellationToken) => new(
        http, server, () => server.Call(HttpMethod.Post, path, key, body()), reader, request.Messages, limits, time, cancellationToken);

    private static string? ReadId(ReadOnlyMemory<byte> body) => ReadText(body, "id") is { } id && IsId(id) ? id : null;

    private static string? ReadText(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // no JSON, or broken UTF-8 in it
        {
            return null;
        }
    }

    // Begins with a letter or a digit, so that it cannot lead out of its place in the address.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.:=-]{0,255}$")]
    private static partial Regex Ids();
}
