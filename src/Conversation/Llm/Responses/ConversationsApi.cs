using System.Text.Json;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>Makes and deletes the conversations that a server keeps. Each call is tried once.</summary>
/// <remarks>Source: "Conversations", https://platform.openai.com/docs/api-reference/conversations.</remarks>
internal sealed class ConversationsApi(HttpClient http, ModelServer server, TimeProvider time)
{
    private const string Path = "conversations";

    /// <summary>The most that one call takes.</summary>
    private const int ItemsOfACall = 20;

    /// <summary>Beside what is sent: a server may answer with all of it.</summary>
    private const int MaxAnswerBytes = 256 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly WholeCall _call = new(http, server, time);

    /// <summary>Makes one that holds the first of these messages.</summary>
    /// <param name="history">All that is to be in it; what <see cref="AddAsync"/> has to add is given back.</param>
    /// <param name="key">Who asks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(string Id, IReadOnlyList<LlmMessage> Left, LlmFailure? Failure)> CreateAsync(
        IReadOnlyList<LlmMessage> history, ModelKey key, CancellationToken cancellationToken)
    {
        var first = FirstCall(history);
        var answer = await PostAsync(server.Below(Path), first, key, ReadId, cancellationToken);
        return (answer.Value ?? "", [.. history.Skip(first.Count)], answer.Failure);
    }

    /// <summary>Adds all of these messages.</summary>
    public async Task<LlmFailure?> AddAsync(string id, IReadOnlyList<LlmMessage> messages, ModelKey key, CancellationToken cancellationToken)
    {
        for (var left = messages; left.Count > 0;)
        {
            var some = FirstCall(left);
            var answer = await PostAsync(Address(id, "/items"), some, key, static _ => "", cancellationToken);
            if (answer.Failure is { } failure)
                return failure;

            left = [.. left.Skip(some.Count)];
        }

        return null;
    }

    /// <summary>Null if it is gone now, or was before.</summary>
    public async Task<LlmFailure?> DeleteAsync(string id, ModelKey key, CancellationToken cancellationToken)
    {
        using var request = server.Request(HttpMethod.Delete, Address(id, ""), key);
        var answer = await _call.AskAsync(request, new WholeCallBounds(s_patience, MaxAnswerBytes), [], static _ => "", cancellationToken);
        return answer.Failure;
    }

    private Uri Address(string id, string rest) => server.Below($"{Path}/{Uri.EscapeDataString(id)}{rest}");

    /// <summary>As many whole messages as one call takes: one with several calls of tools is several items.</summary>
    private static List<LlmMessage> FirstCall(IReadOnlyList<LlmMessage> messages)
    {
        var items = 0;
        return [.. messages.TakeWhile((message, index) => (items += Math.Max(1, message.Content.Count)) <= ItemsOfACall || index == 0)];
    }

    private async Task<WholeAnswer<string>> PostAsync(
        Uri address, List<LlmMessage> messages, ModelKey key, Func<ReadOnlyMemory<byte>, string?> read, CancellationToken cancellationToken)
    {
        var body = RequestJson.Compose(messages, json =>
        {
            json.WriteStartObject();
            if (messages.Count > 0)
            {
                json.WriteStartArray("items"u8);
                ResponseItems.Write(json, messages);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
        using var request = server.Post(address, key, body);
        return await _call.AskAsync(request, new WholeCallBounds(s_patience, MaxAnswerBytes + (2 * body.Length)), messages, read, cancellationToken);
    }

    private static string? ReadId(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                && id.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
