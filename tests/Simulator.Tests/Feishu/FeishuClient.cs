using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>A bare client of the fake: one method per call, no opinion about the answers.</summary>
internal sealed class FeishuClient(FakeFeishu platform) : IDisposable
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = platform.BaseUrl };
    private int _lastUuid;

    public string? Token { get; set; }

    public void Dispose() => _http.Dispose();

    /// <summary>A client that has a token.</summary>
    public static async Task<FeishuClient> ConnectAsync(FakeFeishu platform)
    {
        var client = new FeishuClient(platform);
        client.Token = await client.FetchTokenAsync();
        return client;
    }

    public async Task<string> FetchTokenAsync()
    {
        var reply = await FetchTokenAsync(platform.AppSecret);
        Assert.Equal((200, 0), (reply.Status, reply.Code));
        return (string)reply.Body!["tenant_access_token"]!;
    }

    public Task<FeishuReply> FetchTokenAsync(string secret)
    {
        return CallAsync("POST", "/open-apis/auth/v3/tenant_access_token/internal", new JsonObject { ["app_id"] = platform.AppId, ["app_secret"] = secret });
    }

    public Task<FeishuReply> SendAsync(string chatId, string text, string? uuid = null)
    {
        var body = new JsonObject { ["receive_id"] = chatId, ["msg_type"] = "text", ["content"] = Json("text", text), ["uuid"] = uuid ?? NextUuid() };
        return CallAsync("POST", "/open-apis/im/v1/messages?receive_id_type=chat_id", body);
    }

    public Task<FeishuReply> ReplyAsync(string messageId, string text, string? uuid = null) => ReplyWithAsync(messageId, "text", Json("text", text), uuid);

    public Task<FeishuReply> ReplyWithAsync(string messageId, string msgType, string content, string? uuid = null)
    {
        return CallAsync("POST", Reply(messageId), new JsonObject { ["msg_type"] = msgType, ["content"] = content, ["uuid"] = uuid ?? NextUuid() });
    }

    /// <summary>A card that streams, with one empty text.</summary>
    public async Task<string> CreateCardAsync() => (string)(await CreateCardAsync(Card("", streams: true))).Data["card_id"]!;

    public Task<FeishuReply> CreateCardAsync(JsonObject card)
    {
        return CallAsync("POST", Cards, new JsonObject { ["type"] = "card_json", ["data"] = card.ToJsonString(Relaxed) });
    }

    public Task<FeishuReply> ReplyWithCardAsync(string messageId, string cardId, string? uuid = null)
    {
        return ReplyWithAsync(messageId, "interactive", new JsonObject { ["type"] = "card", ["data"] = new JsonObject { ["card_id"] = cardId } }.ToJsonString(), uuid);
    }

    public Task<FeishuReply> WriteAsync(string cardId, string text, int sequence, string? uuid = null, string element = "answer")
    {
        var body = new JsonObject { ["content"] = text, ["sequence"] = sequence };
        if (uuid is not null)
            body["uuid"] = uuid;
        return CallAsync("PUT", $"{Cards}/{cardId}/elements/{element}/content", body);
    }

    public Task<FeishuReply> ConfigureAsync(string cardId, bool streams, int sequence, string summary = "summary")
    {
        var settings = new JsonObject { ["config"] = new JsonObject { ["streaming_mode"] = streams, ["summary"] = new JsonObject { ["content"] = summary } } };
        return CallAsync("PATCH", $"{Cards}/{cardId}/settings", new JsonObject { ["settings"] = settings.ToJsonString(Relaxed), ["sequence"] = sequence });
    }

    public Task<FeishuReply> ReplaceAsync(string cardId, JsonObject card, int sequence)
    {
        var data = new JsonObject { ["type"] = "card_json", ["data"] = card.ToJsonString(Relaxed) };
        return CallAsync("PUT", $"{Cards}/{cardId}", new JsonObject { ["card"] = data, ["sequence"] = sequence });
    }

    public Task<FeishuReply> PatchAsync(string messageId, JsonObject card)
    {
        return CallAsync("PATCH", "/open-apis/im/v1/messages/" + messageId, new JsonObject { ["content"] = card.ToJsonString(Relaxed) });
    }

    public Task<FeishuReply> EditAsync(string messageId, string text)
    {
        return CallAsync("PUT", "/open-apis/im/v1/messages/" + messageId, new JsonObject { ["msg_type"] = "text", ["content"] = Json("text", text) });
    }

    public async Task<FeishuReply> UploadAsync(byte[] picture, string type = "message", string field = "image", string fileName = "a.png")
    {
        using var form = Pictures.Form(field, fileName, picture, ("image_type", type));
        return await CallAsync("POST", "/open-apis/im/v1/images", form);
    }

    public Task<HttpResponseMessage> DownloadAsync(string messageId, string key, string type)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/open-apis/im/v1/messages/{messageId}/resources/{key}?type={type}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<FeishuReply> CallAsync(string method, string path, JsonObject? body = null)
    {
        return CallAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(Relaxed), Encoding.UTF8, "application/json"));
    }

    public async Task<FeishuReply> CallAsync(string method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null;
        return new((int)response.StatusCode, (int?)json?["code"] ?? -1, json, text, response.Headers.ToDictionary(header => header.Key, header => header.Value.Single(), StringComparer.OrdinalIgnoreCase));
    }

    public static string Reply(string messageId) => $"/open-apis/im/v1/messages/{messageId}/reply";

    public static JsonObject Card(string text, bool streams = false, string summary = "…")
    {
        return new JsonObject
        {
            ["schema"] = "2.0",
            ["config"] = new JsonObject { ["streaming_mode"] = streams, ["update_multi"] = true, ["summary"] = new JsonObject { ["content"] = summary } },
            ["body"] = new JsonObject { ["elements"] = new JsonArray(Markdown("answer", text)) },
        };
    }

    public static JsonObject Markdown(string id, string text) => new() { ["tag"] = "markdown", ["element_id"] = id, ["content"] = text };

    public static string Json(string name, string value) => new JsonObject { [name] = value }.ToJsonString(Relaxed);

    private const string Cards = "/open-apis/cardkit/v1/cards";

    private string NextUuid() => $"u-{Interlocked.Increment(ref _lastUuid)}";
}
