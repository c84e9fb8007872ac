using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;

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

    /// <summary>获取企业内部应用的accessToken.</summary>
    public Task<DingTalkAnswer> RequestTokenAsync(CancellationToken cancellationToken)
    {
        var body = new AccessTokenRequest(options.AppKey, options.AppSecret);
        return PostAsync(_tokenAddress, token: null, body, DingTalkJson.Outbound.AccessTokenRequest, cancellationToken);
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

    private async Task<DingTalkAnswer> PostAsync<T>(Uri address, string? token, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = Json } };
        if (token is not null)
            request.Headers.TryAddWithoutValidation(TokenHeader, token);
        var answer = await HttpExchange.RunAsync(_http, request, time, cancellationToken);
        var response = LooseJson.TryRead(answer.Body.Span, DingTalkJson.Answers.DingTalkResponse, out var read) ? read : null;
        return new DingTalkAnswer(response ?? new DingTalkResponse(), DingTalkErrors.Find(answer, response), answer.Date);
    }
}

/// <param name="Response">What the platform said; empty where it said nothing readable.</param>
/// <param name="Error">Why the call failed; null if it did not.</param>
/// <param name="ServerTime">The platform's clock.</param>
internal sealed record DingTalkAnswer(DingTalkResponse Response, DingTalkError? Error, DateTimeOffset? ServerTime);
