using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.QQ;

/// <summary>QQ's calls, one method each. Nothing is repeated here and nothing the platform may answer is an exception.</summary>
internal sealed class QQApi(QQOptions options, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>接口调用与鉴权: the scheme is spelled like this.</summary>
    private const string Scheme = "QQBot ";

    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(QQPlatform.PlatformName));
    private readonly Uri _tokenAddress = new(options.TokenBaseUrl, "app/getAppAccessToken");

    /// <summary>获取访问凭证. A failure comes as HTTP 200.</summary>
    public Task<QQAnswer> RequestTokenAsync(CancellationToken cancellationToken)
    {
        var body = new AccessTokenRequest(options.AppId, options.AppSecret);
        return CallAsync(HttpMethod.Post, _tokenAddress, token: null, body, QQJson.Outbound.AccessTokenRequest, cancellationToken);
    }

    /// <summary>发送单聊消息, 发送群聊消息; 发送消息 and 发送频道私信消息 of channels.</summary>
    public Task<QQAnswer> SendAsync(string token, QQScene scene, string target, MessageRequest message, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, Messages(scene, target), token, message, QQJson.Outbound.MessageRequest, cancellationToken);
    }

    /// <summary>流式发送单聊消息: one frame.</summary>
    public Task<QQAnswer> StreamAsync(string token, string target, StreamRequest frame, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, Address("v2/users", target, "stream_messages"), token, frame, QQJson.Outbound.StreamRequest, cancellationToken);
    }

    /// <summary>上传富媒体消息文件. The answer's <c>file_info</c> is good in chats of this scene only.</summary>
    public Task<QQAnswer> UploadAsync(string token, QQScene scene, string target, FileRequest file, CancellationToken cancellationToken)
    {
        return RunAsync(HttpMethod.Post, Address(Root(scene), target, "files"), token, Body(file, QQJson.Outbound.FileRequest), CallBounds.Upload, cancellationToken);
    }

    /// <summary>发送消息 and 发送频道私信消息 of channels, with a picture of ours as a form's <c>file_image</c>.</summary>
    public Task<QQAnswer> SendPictureAsync(
        string token, QQScene scene, string target, MessageRequest message, StoredMedia picture, CancellationToken cancellationToken)
    {
        var texts = new (string Name, string? Value)[] { ("content", message.Content), ("msg_id", message.MsgId), ("event_id", message.EventId) };
        var form = FormUpload.Of(
            "file_image", $"picture{picture.Extension}", picture.MediaType, picture.Bytes, [.. texts.Where(text => text.Value is not null).Select(text => (text.Name, text.Value!))]);
        return RunAsync(HttpMethod.Post, Messages(scene, target), token, form, CallBounds.Upload, cancellationToken);
    }

    /// <summary>撤回消息; within two minutes.</summary>
    public Task<QQAnswer> RecallAsync(string token, QQScene scene, string target, string messageId, CancellationToken cancellationToken)
    {
        var address = new Uri($"{Messages(scene, target).AbsoluteUri}/{Uri.EscapeDataString(messageId)}");
        return CallAsync<MessageRequest>(HttpMethod.Delete, address, token, body: null, QQJson.Outbound.MessageRequest, cancellationToken);
    }

    /// <summary>互动回调: without it the pressed button keeps spinning until it gives up.</summary>
    public Task<QQAnswer> AcknowledgeAsync(string token, string interaction, CancellationToken cancellationToken)
    {
        var address = new Uri(options.BaseUrl, $"interactions/{Uri.EscapeDataString(interaction)}");
        return CallAsync(HttpMethod.Put, address, token, new InteractionRequest(0), QQJson.Outbound.InteractionRequest, cancellationToken);
    }

    /// <summary>获取用户详情 of the bot itself.</summary>
    public Task<QQAnswer> MeAsync(string token, CancellationToken cancellationToken)
    {
        return CallAsync<MessageRequest>(HttpMethod.Get, new Uri(options.BaseUrl, "users/@me"), token, body: null, QQJson.Outbound.MessageRequest, cancellationToken);
    }

    private Uri Messages(QQScene scene, string target) => Address(Root(scene), target, "messages");

    private Uri Address(string root, string target, string last) => new(options.BaseUrl, $"{root}/{Uri.EscapeDataString(target)}/{last}");

    private static string Root(QQScene scene) => scene switch
    {
        QQScene.Private => "v2/users",
        QQScene.Group => "v2/groups",
        QQScene.Channel => "channels",
        _ => "dms",
    };

    private Task<QQAnswer> CallAsync<T>(
        HttpMethod method, Uri address, string? token, T? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        RunAsync(method, address, token, body is null ? null : Body(body, type), CallBounds.Ordinary, cancellationToken);

    private static ByteArrayContent Body<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = Json } };

    private async Task<QQAnswer> RunAsync(
        HttpMethod method, Uri address, string? token, HttpContent? body, CallBounds bounds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", Scheme + token);
        var answer = await HttpExchange.RunAsync(_http, request, bounds, time, cancellationToken);
        var response = LooseJson.TryRead(answer.Body.Span, QQJson.Inbound.QQResponse, out var read) ? read : null;
        return new QQAnswer(response ?? new QQResponse(), QQErrors.Find(answer, response), answer.Date);
    }
}

/// <param name="Response">What the platform said; empty where it said nothing readable.</param>
/// <param name="Error">Why the call failed; null if it did not.</param>
/// <param name="ServerTime">The platform's clock.</param>
internal sealed record QQAnswer(QQResponse Response, QQError? Error, DateTimeOffset? ServerTime);
