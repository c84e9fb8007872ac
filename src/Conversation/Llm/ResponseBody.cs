using System.Buffers;

namespace BotHost.Conversation.Llm;

/// <summary>Reads what a server sends, and never much more than was asked for.</summary>
internal static class ResponseBody
{
    /// <summary>The body; where it is longer than <paramref name="most"/> bytes, a beginning of it that is longer, too.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        const int Step = 16 * 1024;
        var room = (int)Math.Clamp(response.Content.Headers.ContentLength ?? Step, 1, most);
        var body = new ArrayBufferWriter<byte>(room + 1); // one more byte shows the end without growing
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (body.WrittenCount <= most)
        {
            var read = await stream.ReadAsync(body.GetMemory(), cancellationToken);
            if (read == 0)
                break;

            body.Advance(read);
        }

        return body.WrittenMemory;
    }
}
