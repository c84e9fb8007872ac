using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Tells one answer as one JSON object.</summary>
internal static class WholeAnswer
{
    public static async Task WriteAsync(HttpContext context, ChatAnswer answer, Action<Utf8JsonWriter, ChatAnswer> write, TimeProvider time)
    {
        // The whole takes as long as the stream would have taken.
        var delay = answer.FirstTokenDelay + (answer.Chunks * answer.TokenDelay);
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, time, context.RequestAborted);

        await WholeBody.WriteAsync(context, answer.Flaw, Compose(answer, write), time);
    }

    private static ReadOnlyMemory<byte> Compose(ChatAnswer answer, Action<Utf8JsonWriter, ChatAnswer> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (3 * answer.Text.Length));
        using var json = new Utf8JsonWriter(buffer, ChatJson.Options);
        write(json, answer);
        return buffer.WrittenMemory;
    }
}
