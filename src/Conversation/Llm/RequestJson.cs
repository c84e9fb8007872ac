using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Conversation.Llm;

/// <summary>What the bodies of requests have in common, whatever the protocol.</summary>
internal static class RequestJson
{
    // A Chinese character stays three bytes instead of six; the body is JSON for a server, never part of a page.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a request that says these messages.</summary>
    public static ReadOnlyMemory<byte> Compose(IReadOnlyList<LlmMessage> messages, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(RoomFor(messages));
        using (var json = new Utf8JsonWriter(buffer, s_options))
            write(json);
        return buffer.WrittenMemory;
    }

    /// <summary>A picture as a data URL, a piece at a time: it never becomes a string of its own.</summary>
    public static void WriteDataUrl(Utf8JsonWriter json, LlmContent.Image image)
    {
        const int BytesOfAPiece = 3 * 4096; // whole groups of three, so that the pieces' Base64 joins without padding
        json.WriteStringValueSegment(Encoding.UTF8.GetBytes($"data:{image.MediaType};base64,"), isFinalSegment: false);
        var piece = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(BytesOfAPiece));
        for (var left = image.Bytes.Span; !left.IsEmpty; left = left[Math.Min(BytesOfAPiece, left.Length)..])
        {
            Base64.EncodeToUtf8(left[..Math.Min(BytesOfAPiece, left.Length)], piece, out _, out var written);
            json.WriteStringValueSegment(piece.AsSpan(0, written), isFinalSegment: false);
        }

        ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        json.WriteStringValueSegment(""u8, isFinalSegment: true);
    }

    /// <summary>Enough for most requests, so that the buffer need not grow and be copied: texts are nearly all of a request.</summary>
    private static int RoomFor(IReadOnlyList<LlmMessage> messages)
    {
        const int AroundAMessage = 100;     // {"type":"message","role":"assistant","content":[{"type":"output_text","text":"…"}]},
        const int AroundThem = 512;
        var room = AroundThem;
        foreach (var message in messages)
        {
            room += AroundAMessage + (message.Content is [LlmContent.Text text]
                ? text.Json.Length
                : AroundThem + message.Content.Sum(content => content is LlmContent.Image image ? Base64.GetMaxEncodedToUtf8Length(image.Bytes.Length) : 0));
        }

        return room;
    }
}
