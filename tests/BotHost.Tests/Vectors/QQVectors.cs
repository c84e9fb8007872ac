using System.Text;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for QQ and for OneBot; <c>about</c> in the file says how.</summary>
internal static class QQVectors
{
    private const string Outbound = "calls out and what they are answered are compared where the adapter is tested";
    private const string LongConnection = "a long connection, which this build does not open";
    private const string Segments = "the host sends segments, in which nothing has to be escaped, and never a CQ string";

    public static VectorFile File { get; } = new("qq.json",
    [
        new("onebotReverseWebSocket.upgradeRequests", VectorFile.All, LongConnection),
        new("onebotReverseWebSocket.frames", VectorFile.All, LongConnection),
        new("textCases.cqEscapeText", VectorFile.All, Segments),
        new("textCases.cqEscapeParam", VectorFile.All, Segments),
        new("outbound.qq", VectorFile.All, Outbound),
        new("outbound.gateway", VectorFile.All, LongConnection),
        new("outbound.onebot", VectorFile.All, Outbound),
    ]);

    /// <summary>The moment of all requests but two published ones.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds((long)File.Root["about"]!["now"]!);

    public static DateTimeOffset QQNow(this Vector entry) =>
        entry.Json["now"] is { } now ? DateTimeOffset.FromUnixTimeSeconds((long)now) : Now;

    /// <summary>The recorded request, byte for byte, to the bot of its entry.</summary>
    public static RawRequest QQRequest(this Vector entry) => Request(entry.Json, entry.Bot);

    /// <summary>A recorded request, byte for byte, to a bot of ours.</summary>
    public static RawRequest Request(JsonObject recorded, string bot)
    {
        var body = Convert.FromBase64String((string)recorded["bodyBase64"]!);
        Assert.Equal((string)recorded["body"]!, Encoding.UTF8.GetString(body));
        var headers = recorded["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToList();
        return new RawRequest("POST", $"/webhooks/{bot}", headers, body);
    }
}
