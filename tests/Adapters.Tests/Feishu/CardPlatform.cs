using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>
/// As much of the platform as a growing answer needs: it recognises the names of messages and the order of updates, and can kill its caller
/// at any call, before it heard it or after it did what it was asked.
/// </summary>
internal sealed class CardPlatform(bool streams) : HttpMessageHandler, IHttpClientFactory
{
    private readonly Dictionary<string, Card> _cards = [];
    private readonly Dictionary<string, Message> _byName = [];

    /// <summary>What people see, in order.</summary>
    public List<Message> Messages { get; } = [];

    public int Calls { get; private set; }

    /// <summary>The number of the call that kills its caller; below 0 for none.</summary>
    public int KillsAt { get; set; } = -1;

    /// <summary>Whether that call is still heard.</summary>
    public bool KillsAfterwards { get; set; }

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/')[2..];
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        if (path[0] == "auth")
            return Answer("""{"code":0,"tenant_access_token":"t-1","expire":7200}""");
        var isLast = Calls++ == KillsAt;
        if (isLast && !KillsAfterwards)
            throw new KilledException();
        var answer = (request.Method.Method, path[^1]) switch
        {
            ("POST", "reply") => Reply(body!),
            ("POST", "cards") => Make(body!),
            ("PUT", "content") => Change(path[3], body!, card => card.Text = (string)body!["content"]!, needsStream: true),
            ("PATCH", "settings") => Change(path[3], body!, card => card.IsStreaming = false, needsStream: true),
            ("PUT", _) => Change(path[3], body!, card => (card.Text, card.IsStreaming) = (TextOf((string)body!["card"]!["data"]!), false), needsStream: false),
            ("PATCH", var message) => Patch(message, body!),
            _ => throw new InvalidOperationException($"Nobody expected {request.Method} {request.RequestUri}"),
        };
        return isLast ? throw new KilledException() : Answer(answer);
    }

    private string Reply(JsonNode body)
    {
        var name = (string)body["uuid"]!;
        if (_byName.TryGetValue(name, out var known))
        {
            Assert.Equal(known.Content, (string)body["content"]!);      // the same name must say the same
            return Sent(known);
        }

        var content = JsonNode.Parse((string)body["content"]!)!;
        var card = (string)body["msg_type"]! switch
        {
            "text" => new Card { Text = (string)content["text"]!, IsStreaming = false },
            "interactive" when content["data"] is { } entity => _cards[(string)entity["card_id"]!],
            _ => new Card { Text = TextOf((string)body["content"]!), IsStreaming = false },
        };
        var message = new Message($"om_{Messages.Count + 1}", (string)body["content"]!, card);
        Messages.Add(message);
        _byName[name] = message;
        return Sent(message);
    }

    private string Make(JsonNode body)
    {
        if (!streams)
            return """{"code":99991672,"msg":"scope"}""";
        var card = new Card { Text = TextOf((string)body["data"]!), IsStreaming = true };
        _cards[$"card{_cards.Count + 1}"] = card;
        return $$"""{"code":0,"data":{"card_id":"card{{_cards.Count}}"} }""";
    }

    private string Change(string id, JsonNode body, Action<Card> change, bool needsStream)
    {
        var card = _cards[id];
        var sequence = (int)body["sequence"]!;
        if (sequence <= card.Sequence)
            return """{"code":300317,"msg":"sequence"}""";
        card.Sequence = sequence;
        if (needsStream && !card.IsStreaming)
            return """{"code":300309,"msg":"closed"}""";
        change(card);
        return """{"code":0,"data":{}}""";
    }

    private string Patch(string message, JsonNode body)
    {
        Messages.Single(sent => sent.Id == message).Card.Text = TextOf((string)body["content"]!);
        return """{"code":0,"data":{}}""";
    }

    private static string TextOf(string card) => (string)JsonNode.Parse(card)!["body"]!["elements"]![0]!["content"]!;

    private static string Sent(Message message) => $$"""{"code":0,"data":{"message_id":"{{message.Id}}"} }""";

    private static HttpResponseMessage Answer(string json)
    {
        var status = json.Contains("\"code\":0", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.BadRequest;
        return new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }

    internal sealed record Message(string Id, string Content, Card Card);

    internal sealed class Card
    {
        public string Text { get; set; } = "";

        public bool IsStreaming { get; set; }

        public int Sequence { get; set; }
    }
}

/// <summary>The process is gone: nothing of ours may catch this.</summary>
internal sealed class KilledException : Exception;
