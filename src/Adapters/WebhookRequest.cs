using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters;

/// <summary>A platform's call, with the exact bytes it sent.</summary>
public sealed record WebhookRequest
{
    /// <summary>Larger bodies are refused while they are being read: no platform sends any.</summary>
    public const int MaxBodyBytes = 1_048_576;

    /// <summary>Room made ahead for a body that says how long it is; a longer one must come before it gets any.</summary>
    private const int UsualBodyBytes = 4_096;

    public required string Method { get; init; }

    public required IQueryCollection Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Reads a request to its end; null as soon as its body is larger than allowed.</summary>
    public static async ValueTask<WebhookRequest?> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (request.ContentLength > MaxBodyBytes)
        {
            return null;
        }

        // Each piece is taken out of the server's buffer at once. Where the caller breaks off, the server could not let go of bytes that were
        // looked at and not taken, and would log its own confusion with a stack trace: as often as a stranger likes.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 1, UsualBodyBytes));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var fits = read.Buffer.Length <= MaxBodyBytes - body.WrittenCount;
            if (fits)
            {
                foreach (var segment in read.Buffer)
                {
                    body.Write(segment.Span);
                }
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);      // also of what is too large, or the server would cut off its own answer
            if (!fits)
            {
                return null;
            }

            if (read.IsCompleted)
            {
                return new WebhookRequest { Method = request.Method, Query = request.Query, Headers = request.Headers, Body = body.WrittenMemory };
            }
        }
    }

    /// <summary>A header that is there exactly once; null if it is missing, empty or repeated.</summary>
    public string? SingleHeader(string name)
    {
        var values = Headers[name];
        return values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
    }
}
