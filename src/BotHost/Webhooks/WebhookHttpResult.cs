using BotHost.Adapters;

namespace BotHost.Webhooks;

/// <summary>Writes what an adapter answers.</summary>
internal sealed class WebhookHttpResult(WebhookResponse response) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var http = httpContext.Response;
        http.StatusCode = response.Status;
        http.ContentLength = response.Body.Length;
        if (response.ContentType.Length == 0)
        {
            return Task.CompletedTask;
        }

        http.ContentType = response.ContentType;
        return http.Body.WriteAsync(response.Body, httpContext.RequestAborted).AsTask();
    }
}
