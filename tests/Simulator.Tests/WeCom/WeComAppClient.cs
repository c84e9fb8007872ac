using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.WeCom;

/// <summary>A bare client of the fake: one method per call, no opinion about the answers.</summary>
internal sealed class WeComAppClient(FakeWeComApp platform) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = platform.BaseUrl };

    public string? Token { get; set; }

    /// <summary>A client that has its token.</summary>
    public static async Task<WeComAppClient> StartAsync(FakeWeComApp platform)
    {
        var client = new WeComAppClient(platform);
        client.Token = (string?)(await client.AskForTokenAsync())["access_token"];
        return client;
    }

    public void Dispose() => _http.Dispose();

    public async Task<JsonNode> AskForTokenAsync(string? corpId = null, string? secret = null)
    {
        return JsonNode.Parse(await _http.GetStringAsync($"/cgi-bin/gettoken?corpid={corpId ?? platform.CorpId}&corpsecret={secret ?? platform.Secret}"))!;
    }

    public Task<JsonNode> SendAsync(string text, string to = "zhangsan", string type = "text")
    {
        return PostAsync(Message(text, to, type));
    }

    public JsonObject Message(string text, string to = "zhangsan", string type = "text") => new()
    {
        ["touser"] = to,
        ["msgtype"] = type,
        ["agentid"] = platform.AgentId,
        [type] = new JsonObject { ["content"] = text },
    };

    public async Task<JsonNode> PostAsync(JsonNode body)
    {
        using var response = await PostRawAsync(body);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public Task<HttpResponseMessage> PostRawAsync(JsonNode body)
    {
        return _http.PostAsJsonAsync("/cgi-bin/message/send" + (Token is null ? "" : "?access_token=" + Token), body);
    }

    public Task<HttpResponseMessage> DownloadAsync(string mediaId) => _http.GetAsync($"/cgi-bin/media/get?access_token={Token}&media_id={mediaId}");

    /// <summary>A picture, in a form as other clients write it.</summary>
    public async Task<JsonNode> UploadAsync(byte[] picture, string type = "image", string disposition = "form-data; name=\"media\"; filename=\"p.png\"", string boundary = "b1")
    {
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($"--b1\r\nContent-Disposition: {disposition}\r\nContent-Type: image/png\r\n\r\n"), .. picture, .. "\r\n--b1--\r\n"u8,
        ];
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        using var response = await _http.PostAsync($"/cgi-bin/media/upload?access_token={Token}&type={type}", content);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public JsonObject Picture(string mediaId, string to = "zhangsan") => new()
    {
        ["touser"] = to,
        ["msgtype"] = "image",
        ["agentid"] = platform.AgentId,
        ["image"] = new JsonObject { ["media_id"] = mediaId },
    };

    public static int Code(JsonNode answer) => (int)answer["errcode"]!;
}
