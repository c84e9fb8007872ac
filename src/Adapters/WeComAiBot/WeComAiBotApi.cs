using System.Net.Http.Headers;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>An AI bot's calls, one method each. Nothing is repeated here and nothing the platform may answer is an exception.</summary>
internal sealed class WeComAiBotApi(WeComAiBotOptions options, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>Far longer than any <c>response_url</c> that was seen.</summary>
    private const int MaxPathCharacters = 2_048;

    /// <summary>Everything of WeCom's that may be called lies below (90313).</summary>
    private const string Root = "cgi-bin/";

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly Uri Official = new(WeComAddress.Default + "/");

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(WeComAiBotPlatform.PlatformName));

    /// <summary>
    /// What of a <c>response_url</c> is kept: the path and the query. It is called below the configured address and nowhere else, so that a callback cannot
    /// send an answer to any other host; WeCom's own address stands for the configured one, behind which WeCom may be.
    /// </summary>
    /// <returns>Null for an address that is neither.</returns>
    public static string? ResponsePath(string url, Uri baseUrl)
    {
        if (url.Length > MaxPathCharacters || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address is not { UserInfo: "", Fragment: "" })
            return null;
        foreach (var root in (Uri[])[baseUrl, Official])
        {
            if (root.IsBaseOf(address) && address.PathAndQuery[root.AbsolutePath.Length..] is var path && path.StartsWith(Root, StringComparison.Ordinal))
                return path;
        }

        return null;
    }

    /// <summary>主动回复消息 (101138): one message, not encrypted, without a token.</summary>
    public async Task<WeComAiBotAnswer> RespondAsync(string responsePath, string markdown, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseUrl, responsePath))
        {
            Content = new ByteArrayContent(WeComAiBotMessage.Markdown(markdown)) { Headers = { ContentType = Json } },
        };
        return await CallAsync(request, cancellationToken);
    }

    /// <summary>获取回调服务器 IP (90930) without its token: WeCom says so, and the time.</summary>
    public async Task<WeComAiBotAnswer> AskForNothingAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, "cgi-bin/getcallbackip"));
        return await CallAsync(request, cancellationToken);
    }

    private async Task<WeComAiBotAnswer> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await HttpExchange.RunAsync(_http, request, time, cancellationToken);
        var response = LooseJson.TryRead(answer.Body.Span, WeComAiBotJson.Inbound.WeComAiBotResponse, out var read) ? read : null;
        return new WeComAiBotAnswer(WeComAiBotErrors.Find(answer, response), answer.Date);
    }
}

/// <param name="Error">Why the call failed; null if it did not.</param>
/// <param name="ServerTime">WeCom's clock.</param>
internal sealed record WeComAiBotAnswer(WeComAiBotError? Error, DateTimeOffset? ServerTime);
