using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OpenAi;

/// <summary>A bare client of the fake model.</summary>
internal sealed class ModelClient(FakeOpenAi model) : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    /// <summary>Lets go of every call that is under way.</summary>
    public void GoAway() => _http.CancelPendingRequests();

    public Task<HttpResponseMessage> AskAsync(string text, bool stream = true)
    {
        var body = new JsonObject
        {
            ["model"] = model.Model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = "Be brief." }, new JsonObject { ["role"] = "user", ["content"] = text }),
            ["stream"] = stream,
        };
        if (stream)
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return PostAsync(body.ToJsonString(), model.ApiKey);
    }

    public async Task<HttpResponseMessage> PostAsync(string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, model.BaseUrl + "/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts anything to one of the other addresses, with the right key.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, model.BaseUrl + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", model.ApiKey);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(Uri address) => _http.GetAsync(address, TestContext.Current.CancellationToken);

    public async Task<JsonNode> ListModelsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, model.BaseUrl + "/models");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", model.ApiKey);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await TextAsync(response))!;
    }

    public static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The data of all events, the closing mark included.</summary>
    public static async Task<List<string>> EventsAsync(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var events = new List<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken))
            events.Add(item.Data);
        return events;
    }

    /// <summary>The text of a field of all deltas, put together.</summary>
    public static string Join(IEnumerable<string> events, string field = "content")
    {
        return string.Concat(Chunks(events).Select(chunk => (string?)chunk["choices"]?.AsArray().FirstOrDefault()?["delta"]?[field]));
    }

    public static IEnumerable<JsonNode> Chunks(IEnumerable<string> events)
    {
        return events.Where(data => data.StartsWith('{')).Select(data => JsonNode.Parse(data)!);
    }

    public static string? FinishReason(IEnumerable<string> events)
    {
        return Chunks(events).Select(chunk => (string?)chunk["choices"]?.AsArray().FirstOrDefault()?["finish_reason"]).LastOrDefault(reason => !string.IsNullOrEmpty(reason));
    }
}
