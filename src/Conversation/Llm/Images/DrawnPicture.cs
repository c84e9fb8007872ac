using System.Text.Json;

namespace BotHost.Conversation.Llm.Images;

/// <summary>What a server's answer holds: the picture itself, or where it is.</summary>
/// <param name="Bytes">Empty with an <paramref name="Address"/>.</param>
/// <param name="Address">Empty with <paramref name="Bytes"/>.</param>
internal sealed record DrawnPicture(ReadOnlyMemory<byte> Bytes, string Address)
{
    private const string DataScheme = "data:";

    /// <summary>
    /// Reads <c>{"data":[{"b64_json":"…"}]}</c> or <c>{"data":[{"url":"…"}]}</c>; a data URL may stand in either place. Null for anything else.
    /// Never throws.
    /// </summary>
    public static DrawnPicture? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("data", out var pictures)
                && pictures.ValueKind == JsonValueKind.Array && pictures.GetArrayLength() > 0 && pictures[0].ValueKind == JsonValueKind.Object
                ? ReadOne(pictures[0])
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // no JSON, or half a character in it
        {
            return null;
        }
    }

    private static DrawnPicture? ReadOne(JsonElement picture)
    {
        if (Text(picture, "b64_json") is { } inline)
        {
            if (inline.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0)
                return new DrawnPicture(bytes, "");
            if (inline.GetString()!.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase))
                return OfDataUrl(inline.GetString()!);
        }

        if (Text(picture, "url")?.GetString() is not { Length: > 0 } address)
            return null;

        return address.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase) ? OfDataUrl(address) : new DrawnPicture(default, address);
    }

    private static DrawnPicture? OfDataUrl(string url)
    {
        const string Mark = ";base64,";
        var mark = url.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        if (mark < 0)
            return null;

        var bytes = new byte[url.Length];
        return Convert.TryFromBase64Chars(url.AsSpan(mark + Mark.Length), bytes, out var length) && length > 0
            ? new DrawnPicture(bytes.AsMemory(0, length), "")
            : null;
    }

    private static JsonElement? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value : null;
}
