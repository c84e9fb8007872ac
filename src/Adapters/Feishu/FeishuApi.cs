using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.Feishu;

/// <summary>Feishu's calls, one method each. Nothing is repeated here and nothing the platform may answer is an exception.</summary>
internal sealed class FeishuApi(FeishuOptions options, IHttpClientFactory clients, TimeProvider time)
{
    private const string CardJson = "card_json";

    private const int MaxMessageBytes = 1_048_576;

    private static readonly MediaTypeHeaderValue _json = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(FeishuPlatform.PlatformName));
    private readonly Uri _api = new(options.BaseUrl, "open-apis/");

    /// <summary>自建应用获取 tenant_access_token.</summary>
    public Task<FeishuAnswer> RequestTokenAsync(CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, "auth/v3/tenant_access_token/internal", token: null,
            new AccessTokenRequest(options.AppId, options.AppSecret), FeishuJson.Outbound.AccessTokenRequest, cancellationToken);
    }

    /// <summary>获取机器人信息: who the bot is.</summary>
    public Task<FeishuAnswer> GetBotAsync(string token, CancellationToken cancellationToken)
    {
        return RunAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_api, "bot/v3/info")), token, cancellationToken);
    }

    /// <summary>发送消息, to a chat.</summary>
    public Task<FeishuAnswer> SendAsync(string token, string chat, FeishuMessage message, string uuid, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, "im/v1/messages?receive_id_type=chat_id", token,
            new SendMessageRequest(chat, message.Type, message.Content, uuid), FeishuJson.Outbound.SendMessageRequest, cancellationToken);
    }

    /// <summary>回复消息.</summary>
    public Task<FeishuAnswer> ReplyAsync(string token, string messageId, FeishuMessage message, bool inThread, string uuid, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, $"im/v1/messages/{Segment(messageId)}/reply", token,
            new ReplyRequest(message.Content, message.Type, inThread ? true : null, uuid), FeishuJson.Outbound.ReplyRequest, cancellationToken);
    }

    /// <summary>更新已发送的消息卡片: another card for one that was sent as a message's content.</summary>
    public Task<FeishuAnswer> PatchCardAsync(string token, string messageId, string card, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Patch, $"im/v1/messages/{Segment(messageId)}", token,
            new PatchCardRequest(card), FeishuJson.Outbound.PatchCardRequest, cancellationToken);
    }

    /// <summary>撤回消息, one of the bot's own.</summary>
    public Task<FeishuAnswer> RecallAsync(string token, string messageId, CancellationToken cancellationToken)
    {
        return RunAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri(_api, $"im/v1/messages/{Segment(messageId)}")), token, cancellationToken);
    }

    /// <summary>获取指定消息的内容. A text may have 150 KB, which JSON within JSON makes longer.</summary>
    public Task<FeishuAnswer> GetMessageAsync(string token, string messageId, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api, $"im/v1/messages/{Segment(messageId)}"));
        return RunAsync(request, token, new CallBounds(PlatformHttp.CallTimeout, MaxMessageBytes), cancellationToken);
    }

    /// <summary>获取消息中的资源文件: the bytes themselves, or the API's refusal.</summary>
    /// <param name="token">The access token.</param>
    /// <param name="resource">What comes after <c>messages/</c>, as <see cref="FeishuParts"/> writes it.</param>
    /// <param name="maxBytes">What is larger is given up.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FeishuAnswer> DownloadAsync(string token, string resource, int maxBytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api, $"im/v1/messages/{resource}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        var answer = await HttpExchange.RunAsync(_http, request, CallBounds.Download(maxBytes), time, cancellationToken);
        return FeishuErrors.FindInDownload(answer) is { } error
            ? FeishuAnswer.Failed(error)
            : new FeishuAnswer(new FeishuResponse(), Error: null, answer.Date) { File = answer.Body, FileName = Untrusted.Name(answer.FileName) };
    }

    /// <summary>上传图片, for a message.</summary>
    public Task<FeishuAnswer> UploadPictureAsync(string token, StoredMedia picture, CancellationToken cancellationToken)
    {
        var form = FormUpload.Of("image", $"picture{picture.Extension}", picture.MediaType, picture.Bytes, ("image_type", "message"));
        return RunAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(_api, "im/v1/images")) { Content = form }, token, CallBounds.Upload, cancellationToken);
    }

    /// <summary>添加消息表情回复.</summary>
    public Task<FeishuAnswer> AddReactionAsync(string token, string messageId, string emoji, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, $"im/v1/messages/{Segment(messageId)}/reactions", token,
            new ReactionRequest(new ReactionType(emoji)), FeishuJson.Outbound.ReactionRequest, cancellationToken);
    }

    /// <summary>删除消息表情回复, one of the app's own.</summary>
    public Task<FeishuAnswer> RemoveReactionAsync(string token, string messageId, string reactionId, CancellationToken cancellationToken)
    {
        var address = new Uri(_api, $"im/v1/messages/{Segment(messageId)}/reactions/{Segment(reactionId)}");
        return RunAsync(new HttpRequestMessage(HttpMethod.Delete, address), token, cancellationToken);
    }

    /// <summary>创建卡片实体.</summary>
    public Task<FeishuAnswer> CreateCardAsync(string token, string card, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Post, "cardkit/v1/cards", token, new CardContent(CardJson, card), FeishuJson.Outbound.CardContent, cancellationToken);
    }

    /// <summary>流式更新文本: the whole text so far of the card's one element.</summary>
    public Task<FeishuAnswer> SetCardTextAsync(string token, string cardId, string text, int sequence, string uuid, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Put, $"cardkit/v1/cards/{Segment(cardId)}/elements/{FeishuCard.Element}/content", token,
            new CardTextRequest(text, sequence, uuid), FeishuJson.Outbound.CardTextRequest, cancellationToken);
    }

    /// <summary>更新卡片实体配置.</summary>
    public Task<FeishuAnswer> SetCardSettingsAsync(string token, string cardId, string settings, int sequence, string uuid, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Patch, $"cardkit/v1/cards/{Segment(cardId)}/settings", token,
            new CardSettingsRequest(settings, sequence, uuid), FeishuJson.Outbound.CardSettingsRequest, cancellationToken);
    }

    /// <summary>全量更新卡片实体.</summary>
    public Task<FeishuAnswer> UpdateCardAsync(string token, string cardId, string card, int sequence, string uuid, CancellationToken cancellationToken)
    {
        return CallAsync(HttpMethod.Put, $"cardkit/v1/cards/{Segment(cardId)}", token,
            new CardUpdateRequest(new CardContent(CardJson, card), sequence, uuid), FeishuJson.Outbound.CardUpdateRequest, cancellationToken);
    }

    private Task<FeishuAnswer> CallAsync<T>(HttpMethod method, string path, string? token, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = _json } };
        return RunAsync(new HttpRequestMessage(method, new Uri(_api, path)) { Content = content }, token, cancellationToken);
    }

    private Task<FeishuAnswer> RunAsync(HttpRequestMessage request, string? token, CancellationToken cancellationToken) =>
        RunAsync(request, token, CallBounds.Ordinary, cancellationToken);

    private async Task<FeishuAnswer> RunAsync(HttpRequestMessage request, string? token, CallBounds bounds, CancellationToken cancellationToken)
    {
        using (request)
        {
            if (token is not null)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            var answer = await HttpExchange.RunAsync(_http, request, bounds, time, cancellationToken);
            var response = LooseJson.TryRead(answer.Body.Span, FeishuJson.Inbound.FeishuResponse, out var read) ? read : null;
            return new FeishuAnswer(response ?? new FeishuResponse(), FeishuErrors.Find(answer, response), answer.Date);
        }
    }

    private static string Segment(string id) => Uri.EscapeDataString(id);
}

/// <param name="Response">What the platform said; empty where it said nothing readable.</param>
/// <param name="Error">Why the call failed; null if it did not.</param>
/// <param name="ServerTime">The platform's clock.</param>
internal sealed record FeishuAnswer(FeishuResponse Response, FeishuError? Error, DateTimeOffset? ServerTime)
{
    /// <summary>The message that was sent; empty where the platform names none.</summary>
    public string MessageId => Response.Data.Text("message_id");

    public string ReactionId => Response.Data.Text("reaction_id");

    public string CardId => Response.Data.Text("card_id");

    /// <summary>What a picture was named that was uploaded.</summary>
    public string ImageKey => Response.Data.Text("image_key");

    /// <summary>Of a download.</summary>
    public ReadOnlyMemory<byte> File { get; init; }

    /// <summary>Of a download: what the platform calls it; empty where it does not.</summary>
    public string FileName { get; init; } = "";

    public static FeishuAnswer Failed(FeishuError error) => new(new FeishuResponse(), error, null);
}
