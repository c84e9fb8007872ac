using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Sends a JSON object with the flaws that an answer in one piece can have.</summary>
internal static class WholeBody
{
    private static ReadOnlyMemory<byte> Error { get; } = """{"error":{"message":"The server broke off.","type":"server_error","param":null,"code":"server_error"}}"""u8.ToArray();

    public static async Task WriteAsync(HttpContext context, AnswerFlaw flaw, ReadOnlyMemory<byte> body, TimeProvider time)
    {
        switch (flaw)
        {
            case AnswerFlaw.Stall:
                await context.Response.StartAsync(CancellationToken.None);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                break;
            case AnswerFlaw.StallMidStream or AnswerFlaw.ResetMidStream:
                await BreakAsync(context, flaw, body, time);
                break;
            case AnswerFlaw.ErrorMidStream or AnswerFlaw.ErrorEventMidStream:
                await context.AnswerAsync(200, "application/json", Error);
                break;
            case AnswerFlaw.Bom:
                await context.AnswerAsync(200, "application/json", (byte[])[0xEF, 0xBB, 0xBF, .. body.Span]);
                break;
            default:
                await context.AnswerAsync(200, "application/json", body);
                break;
        }
    }

    private static async Task BreakAsync(HttpContext context, AnswerFlaw flaw, ReadOnlyMemory<byte> body, TimeProvider time)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body[..(body.Length / 2)], CancellationToken.None);
        if (flaw == AnswerFlaw.StallMidStream)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        throw new ConnectionDroppedException();
    }
}
