using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OneBot;

/// <summary>A bare client of the fake: calls actions, no opinion about the answers.</summary>
internal sealed class OneBotClient(FakeOneBot peer) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = peer.BaseUrl };

    /// <summary>Sent with every call; null sends none.</summary>
    public string? Token { get; set; } = peer.AccessToken;

    public void Dispose() => _http.Dispose();

    public Task<(int Status, JsonNode? Body)> SendPrivateAsync(long userId, string text)
    {
        return CallAsync("send_private_msg", new JsonObject { ["user_id"] = userId, ["message"] = new JsonArray(Segment("text", "text", text)) });
    }

    public Task<(int Status, JsonNode? Body)> SendToGroupAsync(long groupId, params JsonNode[] segments)
    {
        return CallAsync("send_group_msg", new JsonObject { ["group_id"] = groupId, ["message"] = new JsonArray(segments) });
    }

    public Task<(int Status, JsonNode? Body)> CallAsync(string action, JsonNode parameters) => CallAsync(action, JsonContent.Create(parameters));

    public async Task<(int Status, JsonNode? Body)> CallAsync(string action, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + action) { Content = content };
        if (Token is { Length: > 0 })
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : text);
    }

    public static JsonNode Segment(string type, string key, string value)
    {
        return new JsonObject { ["type"] = type, ["data"] = new JsonObject { [key] = value } };
    }
}
