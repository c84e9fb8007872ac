using System.Net.Http.Headers;

namespace BotHost.Bench.Floor;

/// <summary>One client for both servers, with everything off that a bare program does not need.</summary>
internal static class Outbound
{
    public static MediaTypeHeaderValue Json { get; } = new("application/json");

    public static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 4_096,
            ResponseDrainTimeout = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(100) };
    }

    public static HttpRequestMessage JsonPost(string url, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
    }
}
