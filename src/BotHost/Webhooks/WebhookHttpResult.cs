using BotHost.Adapters;

namespace BotHost.Webhooks;

/// <summary>Writes what an adapter answers.</summary>
internal sealed class WebhookHttpResult(WebhookResponse response) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var http = httpContext.Response;
        http.StatusCode = response.Status;
        // 204 has no body and may not tell the length of one (RFC 9110, 8.6).
        http.ContentLength = response.Status == StatusCodes.Status204NoContent ? null : response.Body.Length;
        if (response.ContentType.Length == 0)
        {
            return Task.CompletedTask;
        }

        http.ContentType = response.ContentType;
        return http.Body.WriteAsync(response.Body, httpContext.RequestAborted).AsTask();
    }
}
