using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.OneBot;

/// <summary>
/// The QQ client's calls, one method each. Nothing is repeated here and nothing the client may answer is an exception. Sources: OneBot 11,
/// api/public.md and communication/http.md.
/// </summary>
internal sealed class OneBotApi(OneBotOptions options, IHttpClientFactory clients, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(OneBotPlatform.PlatformName));

    /// <summary><c>send_private_msg</c>.</summary>
    public Task<OneBotAnswer> SendPrivateAsync(long user, OneBotMessage message, CancellationToken cancellationToken) => PostAsync(
        "send_private_msg", new PrivateMessageRequest(user, message.Segments), OneBotJson.Outbound.PrivateMessageRequest, message.Bounds, cancellationToken);

    /// <summary><c>send_group_msg</c>.</summary>
    public Task<OneBotAnswer> SendGroupAsync(long group, OneBotMessage message, CancellationToken cancellationToken) => PostAsync(
        "send_group_msg", new GroupMessageRequest(group, message.Segments), OneBotJson.Outbound.GroupMessageRequest, message.Bounds, cancellationToken);

    /// <summary><c>get_msg</c>: what was said under this id.</summary>
    public Task<OneBotAnswer> GetMessageAsync(long id, CancellationToken cancellationToken) =>
        PostAsync("get_msg", new MessageIdRequest(id), OneBotJson.Outbound.MessageIdRequest, CallBounds.Ordinary, cancellationToken);

    /// <summary><c>get_login_info</c>: the account's number and name.</summary>
    public Task<OneBotAnswer> GetLoginInfoAsync(CancellationToken cancellationToken) =>
        PostAsync("get_login_info", new NoParameters(), OneBotJson.Outbound.NoParameters, CallBounds.Ordinary, cancellationToken);

    /// <summary><c>get_status</c>: whether the account is online.</summary>
    public Task<OneBotAnswer> GetStatusAsync(CancellationToken cancellationToken) =>
        PostAsync("get_status", new NoParameters(), OneBotJson.Outbound.NoParameters, CallBounds.Ordinary, cancellationToken);

    private async Task<OneBotAnswer> PostAsync<T>(string action, T body, JsonTypeInfo<T> type, CallBounds bounds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseUrl, action));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = Json } };
        if (options.AccessToken.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {options.AccessToken}");
        var answer = await HttpExchange.RunAsync(_http, request, bounds, time, cancellationToken);
        var response = LooseJson.TryRead(answer.Body.Span, OneBotJson.Inbound.OneBotResponse, out var read) ? read : null;
        return new OneBotAnswer(response ?? new OneBotResponse(), OneBotErrors.Find(answer, response));
    }
}

/// <param name="Response">What the client said; empty where it said nothing readable.</param>
/// <param name="Error">Why the call failed; null if it did not.</param>
internal sealed record OneBotAnswer(OneBotResponse Response, OneBotError? Error);
