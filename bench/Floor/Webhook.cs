using System.IO.Pipelines;

namespace BotHost.Bench.Floor;

/// <summary>Verify, read, store, acknowledge; then start the answer.</summary>
internal sealed class Webhook(string appSecret, TimeProvider time, MessageStore store, Answers answers)
{
    private readonly DingTalkSignature _signature = new(appSecret);

    public async Task HandleAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (!_signature.IsGood(headers["timestamp"], headers["sign"], time.GetUtcNow()))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (await ReadAsync(http.Request.BodyReader, http.RequestAborted) is not { } question)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var stored = await store.InsertAsync(question);
        http.Response.StatusCode = stored.Accepted ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentLength = 0;
        if (stored.Id is { } id)
            answers.Start(id, question);
    }

    private static async Task<Question?> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.IsCompleted)
            {
                var good = WebhookBody.TryRead(read.Buffer, out var question);
                body.AdvanceTo(read.Buffer.End);
                return good ? question : null;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
