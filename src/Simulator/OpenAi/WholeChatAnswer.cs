using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Tells one answer as one JSON object.</summary>
internal static class WholeChatAnswer
{
    public static async Task WriteAsync(HttpContext context, ChatAnswer answer, TimeProvider time)
    {
        // The whole takes as long as the stream would have taken.
        var delay = answer.FirstTokenDelay + (answer.Chunks * answer.TokenDelay);
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, time, context.RequestAborted);

        await WholeBody.WriteAsync(context, answer.Flaw, Compose(answer), time);
    }

    private static ReadOnlyMemory<byte> Compose(ChatAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (3 * answer.Text.Length));
        using var json = new Utf8JsonWriter(buffer, ChatJson.Options);
        ChatJson.WriteWhole(json, answer);
        return buffer.WrittenMemory;
    }
}
