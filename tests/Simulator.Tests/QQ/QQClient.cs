using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.QQ;

/// <summary>A bare client of the fake: one method per call, no opinion about the answers.</summary>
internal sealed class QQClient(FakeQQ platform) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = platform.BaseUrl };

    /// <summary>Sent with every call; null sends none.</summary>
    public string? Token { get; set; }

    /// <summary>A client that has its token.</summary>
    public static async Task<QQClient> StartAsync(FakeQQ platform)
    {
        var client = new QQClient(platform);
        client.Token = await client.FetchTokenAsync();
        return client;
    }

    public void Dispose() => _http.Dispose();

    public async Task<string> FetchTokenAsync()
    {
        return (string?)(await AskForTokenAsync())["access_token"] ?? throw new InvalidOperationException("There was no token.");
    }

    public async Task<JsonNode> AskForTokenAsync(JsonNode? appId = null, JsonNode? secret = null)
    {
        var body = new JsonObject { ["appId"] = appId ?? platform.AppId, ["clientSecret"] = secret ?? platform.AppSecret };
        var (status, answer) = await SendAsync(HttpMethod.Post, "/app/getAppAccessToken", body);
        Assert.Equal(200, status);
        return answer!;
    }

    /// <summary>A text in answer to a question, wherever it was asked.</summary>
    public Task<(int Status, JsonNode? Body)> ReplyAsync(QQWebhook question, string text, int seq = 1)
    {
        return PostAsync(Address(question) + "/messages", new JsonObject { ["msg_type"] = 0, ["content"] = text, ["msg_id"] = question.MsgId, ["msg_seq"] = seq });
    }

    public Task<(int Status, JsonNode? Body)> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>A frame of a stream; the first has no stream id.</summary>
    public Task<(int Status, JsonNode? Body)> StreamAsync(
        QQWebhook question, string? stream, int index, string text, bool last = false, int seq = 1, string mode = "replace")
    {
        var frame = new JsonObject
        {
            ["input_mode"] = mode,
            ["input_state"] = last ? 10 : 1,
            ["index"] = index,
            ["content_type"] = "markdown",
            ["content_raw"] = text,
            ["msg_id"] = question.MsgId,
            ["event_id"] = question.MsgId,
            ["msg_seq"] = seq,
        };
        if (stream is not null)
            frame["stream_msg_id"] = stream;
        return PostAsync(Address(question) + "/stream_messages", frame);
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (Token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "QQBot " + Token);
        using var response = await SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : text);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    /// <summary>The code of an answer; 0 where there is none.</summary>
    public static int Code(JsonNode? answer) => (int?)answer?["code"] ?? 0;

    /// <summary>Where a question is answered.</summary>
    public static string Address(QQWebhook question)
    {
        var said = JsonNode.Parse(question.Body)!["d"]!;
        return (string?)said["group_openid"] is { } group
            ? "/v2/groups/" + Uri.EscapeDataString(group)
            : "/v2/users/" + Uri.EscapeDataString((string)said["author"]!["user_openid"]!);
    }
}
