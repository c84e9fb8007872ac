using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary><c>/v1/conversations</c>: made, added to, looked into and deleted.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/conversations.</remarks>
internal sealed class ConversationsEndpoint(FakeOpenAiOptions options, OpenAiDoor door, OpenAiFaults faults)
{
    /// <summary>Items of one call.</summary>
    private const int MostItems = 20;

    private readonly ConcurrentDictionary<string, FakeConversation> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _deleted = new();
    private long _made;

    public IReadOnlyList<string> Ids => [.. _kept.Keys];

    public IReadOnlyList<string> Deleted => [.. _deleted];

    public long Made => Volatile.Read(ref _made);

    /// <exception cref="ModelFaultException">There is none.</exception>
    public FakeConversation Find(string id) => _kept.GetValueOrDefault(id) ?? throw new ModelFaultException(NotFound(id));

    /// <summary>As if somebody had deleted them all, or as if they had expired.</summary>
    public void Lose() => _kept.Clear();

    /// <param name="context">The call.</param>
    /// <param name="path">What comes after <c>/conversations</c>.</param>
    public async Task HandleAsync(HttpContext context, string path)
    {
        var body = await context.ReadBodyAsync();
        if (await door.ReadKeyAsync(context) is not { } key)
            return;

        if (context.Request.Method == "POST" && await context.FailAsync(options.KeepingFault?.Invoke(key), options.TimeProvider.GetUtcNow()))
            return;

        try
        {
            var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            Func<ReadOnlyMemory<byte>>? answer = (context.Request.Method, segments) switch
            {
                ("POST", []) => () => Make(Items(body)),
                ("GET", [var id]) => () => Describe(Find(id).Id, "conversation"),
                ("DELETE", [var id]) => () => Delete(id),
                ("GET", [var id, "items"]) => () => Describe(Find(id)),
                ("POST", [var id, "items"]) => () => Add(id, Items(body)),
                _ => null,
            };
            if (answer is null)
                await door.RefuseAsync(context, 404, "unknown_url", $"There is no {context.Request.Method} /conversations{path}.");
            else
                await context.AnswerOrFailAsync(faults, isModelThere: true, options, _ => answer());
        }
        catch (BadChatRequestException bad)
        {
            await door.RefuseAsync(context, bad);
        }
        catch (ModelFaultException fault)
        {
            await context.AnswerInsteadAsync(fault.Fault);
        }
    }

    private static ModelFault.Instead NotFound(string id) => (ModelFault.Instead)ModelFault.Status(
        404, $$$"""{"error":{"message":"Conversation with id '{{{JsonEncodedText.Encode(id)}}}' not found.","type":"invalid_request_error","param":null,"code":null}}""");

    private static List<ChatRequestMessage> Items(byte[] body)
    {
        using var document = JsonElements.ParseRequest(body);
        if (document.RootElement.Find("items") is not { } items)
            return [];
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() > MostItems)
            throw new BadChatRequestException($"items is no list of at most {MostItems}", "array_above_max_length");
        return ResponseInput.Read(items);
    }

    private ReadOnlyMemory<byte> Make(List<ChatRequestMessage> items)
    {
        var conversation = new FakeConversation(string.Create(CultureInfo.InvariantCulture, $"conv_{Interlocked.Increment(ref _made)}"));
        conversation.Add(items);
        _kept[conversation.Id] = conversation;
        return Describe(conversation.Id, "conversation");
    }

    private ReadOnlyMemory<byte> Add(string id, List<ChatRequestMessage> items)
    {
        var conversation = Find(id);
        conversation.Add(items);
        return Describe(conversation);
    }

    private ReadOnlyMemory<byte> Delete(string id)
    {
        if (!_kept.TryRemove(id, out _))
            throw new ModelFaultException(NotFound(id));
        _deleted.Enqueue(id);
        return Describe(id, "conversation.deleted");
    }

    private static ReadOnlyMemory<byte> Describe(string id, string kind) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created_at"u8, 1_770_000_000);       // Unix seconds; any will do
        if (kind == "conversation.deleted")
            json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Describe(FakeConversation conversation) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var item in conversation.Items.Reverse())     // newest first
        {
            json.WriteStartObject();
            json.WriteString("type"u8, item.ToolCalls.Count > 0 ? "function_call"u8 : item.Role == "tool" ? "function_call_output"u8 : "message"u8);
            json.WriteString("role"u8, item.Role);
            json.WriteString("text"u8, item.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, false);
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, ChatJson.Options);
        write(json);
        json.Flush();
        return buffer.WrittenMemory;
    }
}
