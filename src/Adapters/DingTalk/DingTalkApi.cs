using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using System.Text;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.DingTalk;

/// <summary>DingTalk's calls, one method each. Nothing is repeated here and nothing the platform may answer is an exception.</summary>
internal sealed class DingTalkApi(DingTalkOptions options, IHttpClientFactory clients, TimeProvider time)
{
    private const string TokenHeader = "x-acs-dingtalk-access-token";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(DingTalkPlatform.PlatformName));
    private readonly Uri _tokenAddress = new(options.BaseUrl, "v1.0/oauth2/accessToken");
    private readonly Uri _privateAddress = new(options.BaseUrl, "v1.0/robot/oToMessages/batchSend");
    private readonly Uri _groupAddress = new(options.BaseUrl, "v1.0/robot/groupMessages/send");
    private readonly Uri _cardAddress = new(options.BaseUrl, "v1.0/card/instances/createAndDeliver");
    private readonly Uri _cardTextAddress = new(options.BaseUrl, "v1.0/card/streaming");
    private readonly Uri _emotionAddress = new(options.BaseUrl, "v1.0/robot/emotion/reply");
    private readonly Uri _emotionRecallAddress = new(options.BaseUrl, "v1.0/robot/emotion/recall");
    private readonly Uri _fileAddress = new(options.BaseUrl, "v1.0/robot/messageFiles/download");

    /// <summary>获取企业内部应用的accessToken.</summary>
    public Task<DingTalkAnswer> RequestTokenAsync(CancellationToken cancellationToken)
    {
        var body = new AccessTokenRequest(options.AppKey, options.AppSecret);
        return PostAsync(_tokenAddress, token: null, body, DingTalkJson.Outbound.AccessTokenRequest, cancellationToken);
    }

    /// <summary>获取企业内部应用的access_token: a token of the old API, which takes its credentials in the address.</summary>
    public async Task<DingTalkAnswer> RequestOldTokenAsync(CancellationToken cancellationToken)
    {
        var credentials = $"appkey={Uri.EscapeDataString(options.AppKey)}&appsecret={Uri.EscapeDataString(options.AppSecret)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.LegacyBaseUrl, $"gettoken?{credentials}"));
        return await RunAsync(request, CallBounds.Ordinary, cancellationToken);
    }

    /// <summary>下载机器人接收消息的文件内容: where what a message refers to lies for a short while.</summary>
    public Task<DingTalkAnswer> FindFileAsync(string token, string downloadCode, CancellationToken cancellationToken)
    {
        return PostAsync(_fileAddress, token, new FileRequest(downloadCode, options.RobotCode), DingTalkJson.Outbound.FileRequest, cancellationToken);
    }

    /// <summary>上传媒体文件, of the old API: it takes the token in the address, and from callers in C#, as the page warns, the type too.</summary>
    public async Task<DingTalkAnswer> UploadPictureAsync(string token, StoredMedia picture, CancellationToken cancellationToken)
    {
        var address = new Uri(options.LegacyBaseUrl, $"media/upload?access_token={Uri.EscapeDataString(token)}&type=image");
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = FormUpload.Of("media", $"picture{picture.Extension}", picture.MediaType, picture.Bytes);
        return await RunAsync(request, CallBounds.Upload, cancellationToken);
    }

    /// <summary>批量发送人与机器人会话中机器人消息, to one person.</summary>
    public Task<DingTalkAnswer> SendPrivateAsync(string token, string staffId, DingTalkMessage message, CancellationToken cancellationToken)
    {
        var body = new PrivateMessageRequest(options.RobotCode, [staffId], message.Key, message.Parameter());
        return PostAsync(_privateAddress, token, body, DingTalkJson.Outbound.PrivateMessageRequest, cancellationToken);
    }

    /// <summary>机器人发送群聊消息. Cannot mention anybody.</summary>
    public Task<DingTalkAnswer> SendGroupAsync(string token, string conversationId, DingTalkMessage message, CancellationToken cancellationToken)
    {
        var body = new GroupMessageRequest(options.RobotCode, conversationId, message.Key, message.Parameter());
        return PostAsync(_groupAddress, token, body, DingTalkJson.Outbound.GroupMessageRequest, cancellationToken);
    }

    /// <summary>机器人回复/发送消息 by a session webhook, which must have been checked before: it is called without a token.</summary>
    /// <param name="webhook">The address.</param>
    /// <param name="message">What to say.</param>
    /// <param name="mention">The staff id of the one person to mention, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<DingTalkAnswer> PostToSessionAsync(Uri webhook, DingTalkMessage message, string? mention, CancellationToken cancellationToken)
    {
        return PostAsync(webhook, token: null, message.ForSession(mention), DingTalkJson.Outbound.SessionMessageRequest, cancellationToken);
    }

    /// <summary>创建并投放卡片: makes a card and shows it in one conversation, still without text.</summary>
    /// <param name="token">The access token.</param>
    /// <param name="outTrackId">Our name for the card. A second card of the same name is not made.</param>
    /// <param name="space">Where.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<DingTalkAnswer> OpenCardAsync(string token, string outTrackId, DingTalkCardSpace space, CancellationToken cancellationToken)
    {
        return PostAsync(_cardAddress, token, space.Opening(options, outTrackId), DingTalkJson.Outbound.CardRequest, cancellationToken);
    }

    /// <summary>AI卡片流式更新: the card's whole text from now on, and how far the answer is.</summary>
    public Task<DingTalkAnswer> StreamCardAsync(string token, DingTalkCardText text, CancellationToken cancellationToken)
    {
        var body = new CardTextRequest(
            text.OutTrackId, text.Handle, options.CardContentKey, text.Content,
            IsFull: true, IsFinalize: text.Progress == CardProgress.Finished, IsError: text.Progress == CardProgress.Failed);
        return SendAsync(HttpMethod.Put, _cardTextAddress, token, body, DingTalkJson.Outbound.CardTextRequest, cancellationToken);
    }

    /// <summary>Puts 思考中 under a person's message. No page documents it; DingTalk's own open-source connector uses it.</summary>
    public Task<DingTalkAnswer> ReactAsync(string token, string messageId, string conversationId, CancellationToken cancellationToken)
    {
        var body = new EmotionRequest(options.RobotCode, messageId, conversationId);
        return PostAsync(_emotionAddress, token, body, DingTalkJson.Outbound.EmotionRequest, cancellationToken);
    }

    /// <summary>Takes it away again.</summary>
    public Task<DingTalkAnswer> RecallReactionAsync(string token, string messageId, string conversationId, CancellationToken cancellationToken)
    {
        var body = new EmotionRequest(options.RobotCode, messageId, conversationId);
        return PostAsync(_emotionRecallAddress, token, body, DingTalkJson.Outbound.EmotionRequest, cancellationToken);
    }

    private Task<DingTalkAnswer> PostAsync<T>(Uri address, string? token, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, address, token, body, type, cancellationToken);

    private async Task<DingTalkAnswer> SendAsync<T>(
        HttpMethod method, Uri address, string? token, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = Json } };
        if (token is not null)
            request.Headers.TryAddWithoutValidation(TokenHeader, token);
        return await RunAsync(request, CallBounds.Ordinary, cancellationToken);
    }

    private async Task<DingTalkAnswer> RunAsync(HttpRequestMessage request, CallBounds bounds, CancellationToken cancellationToken)
    {
        var answer = await HttpExchange.RunAsync(_http, request, bounds, time, cancellationToken);
        var response = LooseJson.TryRead(answer.Body.Span, DingTalkJson.Answers.DingTalkResponse, out var read) ? read : null;
        return new DingTalkAnswer(response ?? new DingTalkResponse(), DingTalkErrors.Find(answer, response), answer.Date);
    }
}

/// <param name="Response">What the platform said; empty where it said nothing readable.</param>
/// <param name="Error">Why the call failed; null if it did not.</param>
/// <param name="ServerTime">The platform's clock.</param>
internal sealed record DingTalkAnswer(DingTalkResponse Response, DingTalkError? Error, DateTimeOffset? ServerTime)
{
    /// <summary>The token that was asked for, and its seconds: either API's. Empty where the answer holds none.</summary>
    public (string Value, long Seconds) Token =>
        Response.AccessToken.Length > 0 ? (Response.AccessToken, Response.ExpireIn) : (Response.OldAccessToken, Response.OldExpiresIn);

    /// <summary>Where a file lies; some have seen it one level deeper (field). Empty where the answer names nothing.</summary>
    public string DownloadUrl => Response.DownloadUrl.Length > 0 ? Response.DownloadUrl : Response.Data.Text("downloadUrl");

    /// <summary>A call that was not made.</summary>
    public static DingTalkAnswer Failed(DingTalkError error) => new(new DingTalkResponse(), error, null);
}
