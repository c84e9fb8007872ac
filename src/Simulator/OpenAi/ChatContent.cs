using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>The content of a message: a string, or parts of which some are text and some are pictures in data URLs.</summary>
/// <remarks>To check a request costs a look at its pictures' first bytes and that the rest is Base64; they are decoded for whoever asks for them.</remarks>
internal static class ChatContent
{
    private static readonly string[] _mediaTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];

    private static ReadOnlySpan<byte> Scheme => "data:"u8;

    private static ReadOnlySpan<byte> Mark => ";base64,"u8;

    /// <summary>Its words.</summary>
    public static string Text(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
            return "";
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TextOf("text"))),
            _ => "",
        };
    }

    public static IReadOnlyList<ChatRequestPart> Parts(JsonElement message)
    {
        if (message.Find("content") is not { } content)
            return [];
        if (content.ValueKind == JsonValueKind.String)
            return [new ChatRequestPart.Text(content.GetString()!)];

        return [.. content.EnumerateArray().Select(part => PictureUrl(part) is { } url ? Decode(url) : (ChatRequestPart)new ChatRequestPart.Text(part.TextOf("text") ?? ""))];
    }

    /// <summary>The picture of a data URL.</summary>
    /// <exception cref="BadChatRequestException">It is none, or none that the real one takes.</exception>
    public static ChatRequestPart Picture(JsonElement url)
    {
        if (url.ValueKind != JsonValueKind.String)
            throw new BadChatRequestException("a picture without an address", "invalid_image_url");

        Check(url);
        return Decode(url);
    }

    /// <returns>True if there is a picture among the parts.</returns>
    /// <exception cref="BadChatRequestException">A part is none that the real one takes.</exception>
    public static bool Check(JsonElement message, string role)
    {
        if (message.Find("content") is not { ValueKind: JsonValueKind.Array } content)
            return false;

        var hasPicture = false;
        foreach (var part in content.EnumerateArray())
        {
            if (part.TextOf("type") is not ("text" or "image_url" or "refusal"))
                throw new BadChatRequestException("a part of a content is neither a text nor a picture");
            if (part.TextOf("type") != "image_url")
                continue;
            if (role != "user")
                throw new BadChatRequestException($"a picture in a message of the {role}");

            Check(PictureUrl(part) ?? throw new BadChatRequestException("a picture without an address", "invalid_image_url"));
            hasPicture = true;
        }

        return hasPicture;
    }

    private static JsonElement? PictureUrl(JsonElement part) =>
        part.Find("image_url")?.Find("url") is { ValueKind: JsonValueKind.String } url ? url : null;

    private static void Check(JsonElement url)
    {
        var data = Data(url, out var mediaType);
        if (!Base64.IsValid(data, out var length) || length == 0)
            throw new BadChatRequestException("a picture's data is not Base64", "invalid_image_url");
        if (!_mediaTypes.Contains(mediaType) || !IsPicture(data))
            throw new BadChatRequestException("a picture is neither PNG nor JPEG, WebP or GIF", "invalid_image_format");
    }

    private static ChatRequestPart.Picture Decode(JsonElement url)
    {
        var data = Data(url, out var mediaType);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        Base64.DecodeFromUtf8(data, bytes, out _, out var written);
        return new ChatRequestPart.Picture(mediaType, bytes.AsMemory(0, written));
    }

    /// <summary>What comes after <c>data:image/png;base64,</c>.</summary>
    /// <exception cref="BadChatRequestException">It is no data URL.</exception>
    private static ReadOnlySpan<byte> Data(JsonElement url, out string mediaType)
    {
        // As it stands in the body, without making a string of megabytes; escapes are rare.
        var raw = JsonMarshal.GetRawUtf8Value(url)[1..^1];
        var text = raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(url.GetString()!) : raw;
        if (!text.StartsWith(Scheme))
            throw new BadChatRequestException("a picture that would have to be downloaded", "failed_to_download_image");

        var mark = text.IndexOf(Mark);
        if (mark < 0)
            throw new BadChatRequestException("a picture's address is no data URL in Base64", "invalid_image_url");

        mediaType = Encoding.UTF8.GetString(text[Scheme.Length..mark]);
        return text[(mark + Mark.Length)..];
    }

    private static bool IsPicture(ReadOnlySpan<byte> data)
    {
        Span<byte> start = stackalloc byte[12];
        Base64.DecodeFromUtf8(data[..Math.Min(16, data.Length)], start, out _, out var length);
        start = start[..length];
        return start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || start.StartsWith("GIF8"u8) || (start.StartsWith("RIFF"u8) && start.EndsWith("WEBP"u8));
    }
}
