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

        var body = Compose(answer);
        switch (answer.Flaw)
        {
            case AnswerFlaw.Stall:
                await context.Response.StartAsync(CancellationToken.None);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                break;
            case AnswerFlaw.StallMidStream or AnswerFlaw.ResetMidStream:
                await BreakAsync(context, answer.Flaw, body, time);
                break;
            case AnswerFlaw.ErrorMidStream or AnswerFlaw.ErrorEventMidStream:
                await context.AnswerAsync(200, "application/json", ErrorBody);
                break;
            default:
                await context.AnswerAsync(200, "application/json", body);
                break;
        }
    }

    private static ReadOnlyMemory<byte> ErrorBody { get; } = """{"error":{"message":"The server broke off.","type":"server_error","param":null,"code":"server_error"}}"""u8.ToArray();

    private static async Task BreakAsync(HttpContext context, AnswerFlaw flaw, ReadOnlyMemory<byte> body, TimeProvider time)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body[..(body.Length / 2)], CancellationToken.None);
        if (flaw == AnswerFlaw.StallMidStream)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        throw new ConnectionDroppedException();
    }

    private static ReadOnlyMemory<byte> Compose(ChatAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (3 * answer.Text.Length));
        using var json = new Utf8JsonWriter(buffer, ChatJson.Options);
        ChatJson.WriteWhole(json, answer);
        return answer.Flaw == AnswerFlaw.Bom ? (byte[])[0xEF, 0xBB, 0xBF, .. buffer.WrittenSpan] : buffer.WrittenMemory;
    }
}
