using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>A bare client of the fake: one method per call, no opinion about the answers.</summary>
internal sealed class DingTalkClient(FakeDingTalk platform) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = platform.BaseUrl };

    public void Dispose() => _http.Dispose();

    public async Task<string> FetchTokenAsync()
    {
        var (status, body) = await PostAsync("/v1.0/oauth2/accessToken", new JsonObject { ["appKey"] = platform.AppKey, ["appSecret"] = platform.AppSecret });
        Assert.Equal(200, status);
        return (string)body!["accessToken"]!;
    }

    public Task<(int Status, JsonNode? Body)> SendPrivateAsync(string? token, string text, params string[] userIds)
    {
        var body = Text(text);
        body["userIds"] = new JsonArray([.. userIds.Select(id => (JsonNode)id)]);
        return PostAsync("/v1.0/robot/oToMessages/batchSend", body, token);
    }

    public Task<(int Status, JsonNode? Body)> SendToGroupAsync(string? token, string text, string conversationId = "cidGroup==")
    {
        var body = Text(text);
        body["openConversationId"] = conversationId;
        return PostAsync("/v1.0/robot/groupMessages/send", body, token);
    }

    public Task<(int Status, JsonNode? Body)> SendBySessionAsync(Uri session, string text)
    {
        return PostAsync(session.ToString(), new JsonObject { ["msgtype"] = "text", ["text"] = new JsonObject { ["content"] = text } });
    }

    /// <summary>Makes a card for a group; what is <paramref name="changed"/> may make it wrong.</summary>
    public Task<(int Status, JsonNode? Body)> OpenCardAsync(string? token, string card, string group = "cidGroup==", Action<JsonObject>? changed = null)
    {
        var body = new JsonObject
        {
            ["cardTemplateId"] = platform.CardTemplateId,
            ["outTrackId"] = card,
            ["callbackType"] = "STREAM",
            ["userIdType"] = 1,
            ["cardData"] = new JsonObject { ["cardParamMap"] = new JsonObject { ["content"] = "" } },
            ["imGroupOpenSpaceModel"] = new JsonObject { ["supportForward"] = true },
            ["openSpaceId"] = "dtv1.card//IM_GROUP." + group,
            ["imGroupOpenDeliverModel"] = new JsonObject { ["robotCode"] = platform.RobotCode },
        };
        changed?.Invoke(body);
        return PostAsync("/v1.0/card/instances/createAndDeliver", body, token);
    }

    public Task<(int Status, JsonNode? Body)> WriteCardAsync(
        string? token, string card, string text, bool last = false, string? guid = null, Action<JsonObject>? changed = null)
    {
        var body = new JsonObject
        {
            ["outTrackId"] = card,
            ["guid"] = guid ?? Guid.NewGuid().ToString(),
            ["key"] = "content",
            ["content"] = text,
            ["isFull"] = true,
            ["isFinalize"] = last,
            ["isError"] = false,
        };
        changed?.Invoke(body);
        return PostAsync("/v1.0/card/streaming", body, token, HttpMethod.Put);
    }

    /// <summary>What a code leads to; the address of the answer as it is.</summary>
    public Task<(int Status, JsonNode? Body)> LocateAsync(string? token, string downloadCode, string? robotCode = null)
    {
        return PostAsync("/v1.0/robot/messageFiles/download", new JsonObject { ["downloadCode"] = downloadCode, ["robotCode"] = robotCode ?? platform.RobotCode }, token);
    }

    /// <summary>Uploads a picture; null where the answer is no JSON.</summary>
    public async Task<JsonNode?> UploadAsync(string token, byte[] picture, string type = "image", string field = "media", string fileName = "a.png")
    {
        using var form = Pictures.Form(field, fileName, picture);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/media/upload?access_token={token}&type={type}") { Content = form };
        using var response = await SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(int Status, JsonNode? Body)> SendPictureAsync(string? token, string photo, string person)
    {
        var body = new JsonObject
        {
            ["robotCode"] = platform.RobotCode,
            ["userIds"] = new JsonArray(person),
            ["msgKey"] = "sampleImageMsg",
            ["msgParam"] = new JsonObject { ["photoURL"] = photo }.ToJsonString(),
        };
        return PostAsync("/v1.0/robot/oToMessages/batchSend", body, token);
    }

    public async Task<(int Status, JsonNode? Body)> PostAsync(string address, JsonNode body, string? token = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (token is not null)
            request.Headers.Add("x-acs-dingtalk-access-token", token);
        using var response = await SendAsync(request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : text);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>Where the question can be answered without a token.</summary>
    public static Uri SessionOf(DingTalkWebhook webhook)
    {
        return new Uri((string)JsonNode.Parse(Encoding.UTF8.GetString(webhook.Body))!["sessionWebhook"]!);
    }

    private JsonObject Text(string text)
    {
        return new JsonObject
        {
            ["robotCode"] = platform.RobotCode,
            ["msgKey"] = "sampleText",
            ["msgParam"] = new JsonObject { ["content"] = text }.ToJsonString(),
        };
    }
}
