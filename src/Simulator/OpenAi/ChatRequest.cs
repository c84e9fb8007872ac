using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>A chat completion that somebody asked for.</summary>
public sealed class ChatRequest
{
    private readonly byte[] _body;
    private long _abortedTicks;

    private ChatRequest(byte[] body) => _body = body;

    /// <summary>Counted from 1 in the order of arrival.</summary>
    public required long Sequence { get; init; }

    public required string Model { get; init; }

    public required bool Stream { get; init; }

    /// <summary><c>stream_options.include_usage</c>.</summary>
    public required bool IncludeUsage { get; init; }

    /// <summary>The words of the last user message.</summary>
    public required string LastUserText { get; init; }

    /// <summary>The key it came with.</summary>
    public required string ApiKey { get; init; }

    /// <summary>All headers but the key's. Empty where requests are not kept.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public IReadOnlyList<ChatRequestMessage> Messages => field ??= ReadMessages();

    /// <summary>True if the model is shown pictures in it.</summary>
    public required bool HasPictures { get; init; }

    /// <summary>All pictures, in the order of the messages.</summary>
    public IReadOnlyList<ChatRequestPart.Picture> Pictures => HasPictures ? [.. Messages.SelectMany(message => message.Pictures)] : [];

    /// <summary>The body as it came.</summary>
    public string Json => field ??= Encoding.UTF8.GetString(_body);

    /// <summary>True once the client went away before its answer was complete.</summary>
    public bool Aborted => Volatile.Read(ref _abortedTicks) != 0;

    public DateTimeOffset? AbortedAt => Volatile.Read(ref _abortedTicks) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal int BodyBytes => _body.Length;

    internal void Abort(DateTimeOffset at) => Interlocked.CompareExchange(ref _abortedTicks, at.UtcTicks, 0);

    /// <exception cref="BadChatRequestException">The body is none that the real one takes.</exception>
    internal static ChatRequest Read(byte[] body, long sequence, string apiKey, IHeaderDictionary? headers, DateTimeOffset receivedAt)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String)
            throw new BadChatRequestException("a model is required");
        if (!root.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new BadChatRequestException("messages are required");

        var lastUserText = CheckAndFindLastUserText(messages, out var hasPictures);
        return new ChatRequest(body)
        {
            Sequence = sequence,
            Model = model.GetString()!,
            Stream = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            IncludeUsage = root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
                && options.TryGetProperty("include_usage", out var usage) && usage.ValueKind == JsonValueKind.True,
            LastUserText = lastUserText,
            HasPictures = hasPictures,
            ApiKey = apiKey,
            Headers = headers is null ? new Dictionary<string, string>() : Copy(headers),
            ReceivedAt = receivedAt,
        };
    }

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new BadChatRequestException("the body is not JSON");
        }
    }

    private static string CheckAndFindLastUserText(JsonElement messages, out bool hasPictures)
    {
        JsonElement last = default;
        hasPictures = false;
        foreach (var message in messages.EnumerateArray())
        {
            if (Role(message) is not { } role)
                throw new BadChatRequestException("a message has no role or one that is not known");
            hasPictures |= ChatContent.Check(message, role);
            if (role == "user")
                last = message;
        }

        return last.ValueKind == JsonValueKind.Object ? ChatContent.Text(last) : "";
    }

    private List<ChatRequestMessage> ReadMessages()
    {
        using var document = JsonDocument.Parse(_body);
        return [.. document.RootElement.GetProperty("messages").EnumerateArray()
            .Select(message => new ChatRequestMessage(Role(message)!, ChatContent.Text(message)) { Parts = ChatContent.Parts(message) })];
    }

    private static string? Role(JsonElement message)
    {
        return message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String
            && role.GetString() is "system" or "developer" or "user" or "assistant" or "tool" ? role.GetString() : null;
    }

    private static Dictionary<string, string> Copy(IHeaderDictionary headers)
    {
        return headers
            .Where(header => !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }
}
