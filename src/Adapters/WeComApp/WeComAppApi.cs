using System.Net.Http.Headers;
using System.Text.Json;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.WeComApp;

/// <summary>WeCom's calls, one method each. Nothing is repeated here and nothing the platform may answer is an exception.</summary>
internal sealed class WeComAppApi(WeComAppOptions options, IHttpClientFactory clients, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(WeComAppPlatform.PlatformName));
    private readonly Uri _tokenAddress = new(
        options.BaseUrl, $"cgi-bin/gettoken?corpid={Uri.EscapeDataString(options.CorpId)}&corpsecret={Uri.EscapeDataString(options.Secret)}");

    /// <summary>获取access_token (developer.work.weixin.qq.com/document/path/91039).</summary>
    public async Task<WeComAppAnswer> RequestTokenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _tokenAddress);
        return await CallAsync(request, isTokenCall: true, cancellationToken);
    }

    /// <summary>发送应用消息 (developer.work.weixin.qq.com/document/path/90236), to one member.</summary>
    /// <param name="token">The access token.</param>
    /// <param name="user">The member's userid.</param>
    /// <param name="message">What to say.</param>
    /// <param name="onceWithin">Not if the member got the same message within this time; null: in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<WeComAppAnswer> SendAsync(string token, string user, WeComAppMessage message, TimeSpan? onceWithin, CancellationToken cancellationToken)
    {
        return PostAsync(token, message.To(user, options.AgentId, onceWithin), cancellationToken);
    }

    /// <summary>A message to nobody: what WeCom finds wrong with it besides tells whether this host may send at all.</summary>
    public Task<WeComAppAnswer> SendToNobodyAsync(string token, CancellationToken cancellationToken)
    {
        return PostAsync(token, WeComAppMessage.Plain("…").To("", options.AgentId, onceWithin: null), cancellationToken);
    }

    /// <summary>上传临时素材 (developer.work.weixin.qq.com/document/path/90253): a picture, good for three days.</summary>
    public async Task<WeComAppAnswer> UploadAsync(string token, StoredMedia picture, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(options.BaseUrl, $"cgi-bin/media/upload?access_token={Uri.EscapeDataString(token)}&type=image"));
        request.Content = FormUpload.Of("media", "picture" + picture.Extension, picture.MediaType, picture.Bytes);
        return Read(await HttpExchange.RunAsync(_http, request, CallBounds.Upload, time, cancellationToken), isTokenCall: false);
    }

    /// <summary>获取临时素材 (developer.work.weixin.qq.com/document/path/90254): what somebody sent within the last three days.</summary>
    public async Task<WeComAppAnswer> DownloadAsync(string token, string mediaId, int maxBytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(options.BaseUrl, $"cgi-bin/media/get?access_token={Uri.EscapeDataString(token)}&media_id={Uri.EscapeDataString(mediaId)}"));
        var answer = await HttpExchange.RunAsync(_http, request, CallBounds.Download(maxBytes), time, cancellationToken);
        return IsFile(answer) ? new WeComAppAnswer(new WeComAppResponse(), Error: null, answer.Date) { File = answer } : Read(answer, isTokenCall: false) with { File = answer };
    }

    private async Task<WeComAppAnswer> PostAsync(string token, WeComAppSendRequest body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseUrl, $"cgi-bin/message/send?access_token={Uri.EscapeDataString(token)}"));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, WeComAppJson.Outbound.WeComAppSendRequest)) { Headers = { ContentType = Json } };
        return await CallAsync(request, isTokenCall: false, cancellationToken);
    }

    private async Task<WeComAppAnswer> CallAsync(HttpRequestMessage request, bool isTokenCall, CancellationToken cancellationToken)
    {
        return Read(await HttpExchange.RunAsync(_http, request, time, cancellationToken), isTokenCall);
    }

    private static WeComAppAnswer Read(HttpAnswer answer, bool isTokenCall)
    {
        var response = LooseJson.TryRead(answer.Body.Span, WeComAppJson.Answers.WeComAppResponse, out var read) ? read : null;
        return new WeComAppAnswer(response ?? new WeComAppResponse(), WeComAppErrors.Find(answer, response, isTokenCall), answer.Date);
    }

    /// <summary>
    /// A failure is an HTTP 200 as well, in JSON. A file has a name, also one that is JSON or a page itself (获取临时素材, 90254); without one it is what
    /// it says that it is.
    /// </summary>
    private static bool IsFile(HttpAnswer answer) => answer is { Failure: "", Status: 200 }
        && (answer.FileName.Length > 0 || !(answer.IsHtml || answer.MediaType is "application/json" or "text/plain"));
}

/// <param name="Response">What the platform said; empty where it said nothing readable.</param>
/// <param name="Error">Why the call failed; null if it did not.</param>
/// <param name="ServerTime">The platform's clock.</param>
internal sealed record WeComAppAnswer(WeComAppResponse Response, WeComAppError? Error, DateTimeOffset? ServerTime)
{
    /// <summary>What a download brought, whatever it is; null after every other call.</summary>
    public HttpAnswer? File { get; init; }

    /// <summary>A call that was not made.</summary>
    public static WeComAppAnswer Failed(WeComAppError error) => new(new WeComAppResponse(), error, null);

    /// <summary>Never prints the token.</summary>
    public override string ToString() => Error?.ToString() ?? "succeeded";
}
