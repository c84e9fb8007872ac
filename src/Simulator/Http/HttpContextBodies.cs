using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

internal static class HttpContextBodies
{
    public const string Json = "application/json; charset=utf-8";

    public static async ValueTask<byte[]> ReadBodyAsync(this HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);     // ends with the connection
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static Task AnswerAsync<T>(this HttpContext context, int status, T body, JsonTypeInfo<T> type)
    {
        return context.AnswerAsync(status, Json, JsonSerializer.SerializeToUtf8Bytes(body, type));
    }

    /// <summary>One write with a known length: no chunks, one segment on the wire.</summary>
    public static Task AnswerAsync(this HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.BodyWriter.WriteAsync(body, CancellationToken.None).AsTask();
    }
}
