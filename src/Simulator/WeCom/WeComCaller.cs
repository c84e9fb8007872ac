using System.Net;

namespace BotHost.Simulator;

/// <summary>Calls bots as WeCom does it: whoever does not answer in time is hung up on.</summary>
internal sealed class WeComCaller : IDisposable
{
    /// <summary>A frame of 20,480 bytes, hidden and in its envelope, is far smaller even with a picture in it.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly HttpClient _http;

    public WeComCaller(TimeSpan patience)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        _http = new HttpClient(handler) { Timeout = patience, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>Null: there was no connection, it broke, or the time was over.</summary>
    public async Task<Response?> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var contentType = response.Content.Headers.ContentType?.ToString();
            return new Response(response.StatusCode, contentType, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    internal sealed record Response(HttpStatusCode Status, string? ContentType, byte[] Body);
}
