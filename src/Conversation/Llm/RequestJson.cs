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

    /// <summary>What a request of words has room in. A longer one is rare, and leaves no larger buffer behind.</summary>
    private const int UsualBytes = 32 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    /// <summary>The body of a request that says these messages.</summary>
    public static ReadOnlyMemory<byte> Compose(IReadOnlyList<LlmMessage> messages, Action<Utf8JsonWriter> write)
    {
        var pictures = RoomForPictures(messages);
        if (pictures > 0)
            return Compose(new ArrayBufferWriter<byte>(UsualBytes + pictures), write).WrittenMemory;

        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(UsualBytes);
        buffer.ResetWrittenCount();
        t_buffer = null;                        // whoever writes may compose something else for it
        ReadOnlyMemory<byte> body = Compose(buffer, write).WrittenSpan.ToArray();
        t_buffer = buffer.Capacity > UsualBytes ? null : buffer;
        return body;
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

    private static ArrayBufferWriter<byte> Compose(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(buffer, s_options);
        write(json);
        json.Flush();
        return buffer;
    }

    /// <summary>Known ahead, so that megabytes are not copied again and again while a buffer grows.</summary>
    private static int RoomForPictures(IReadOnlyList<LlmMessage> messages)
    {
        var room = 0;
        foreach (var message in messages)
        {
            if (message.Content is not [LlmContent.Text])
                room += message.Content.Sum(content => content is LlmContent.Image image ? Base64.GetMaxEncodedToUtf8Length(image.Bytes.Length) : 0);
        }

        return room;
    }
}
