using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for QQ and for OneBot; <c>about</c> in the file says how.</summary>
internal static class QQVectors
{
    private const string LongConnection = "a long connection, which this build does not open";
    private const string Addresses = "pictures go out as their bytes: an address would have to be one that anybody can reach";
    private const string Recall = "a recall, which this host does not make";
    private const string Segments = "the host sends segments, in which nothing has to be escaped, and never a CQ string";

    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static VectorFile File { get; } = new("qq.json",
    [
        new("onebotReverseWebSocket.upgradeRequests", VectorFile.All, LongConnection),
        new("onebotReverseWebSocket.frames", VectorFile.All, LongConnection),
        new("textCases.cqEscapeText", VectorFile.All, Segments),
        new("textCases.cqEscapeParam", VectorFile.All, Segments),
        new("outbound.qq", "upload image by url", Addresses),
        new("outbound.qq", "recall", Recall),
        new("outbound.gateway", VectorFile.All, LongConnection),
        new("outbound.onebot", "HTTP send_msg with an image url", Addresses),
        new("outbound.onebot", "the same text as a CQ string (only if a string is unavoidable)", Segments),
        new("outbound.onebot", "quick operation as the answer of the HTTP POST (not recommended)", "an answer that this host never gives at once"),
        new("outbound.onebot", "delete_msg", Recall),
    ]);

    /// <summary>The moment of all requests but two published ones.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds((long)File.Root["about"]!["now"]!);

    /// <summary>Of a bot to which the recorded events and calls belong.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Bots:qq:Platform"] = "QQ",
        ["Bots:qq:AppId"] = QQVectorHost.AppId,
        ["Bots:qq:AppSecret"] = QQVectorHost.Secret,
    };

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

    /// <summary>What the platform says to the entry's call, one of several.</summary>
    public static JsonObject Response(this Vector entry, int number = 0)
    {
        var recorded = entry.Json["responses"]![number]!;
        return RecordedPlatform.Says((int)recorded["status"]!, recorded["json"]!.ToJsonString());
    }

    /// <summary>The recorded call, byte for byte: the file's own order of fields, without blanks, nothing escaped that need not be.</summary>
    /// <param name="entry">What was recorded.</param>
    /// <param name="call">What the host sent.</param>
    /// <param name="change">What the host is free to say in another way.</param>
    public static void AssertCalled(this Vector entry, PlatformCall call, Action<JsonObject>? change = null)
    {
        var url = entry.Text("url").Replace("{apiBase}", RecordedQQ.Api, StringComparison.Ordinal)
            .Replace("{tokenBase}", RecordedQQ.TokenBase, StringComparison.Ordinal).Replace("{onebotBase}", RecordedOneBot.Api, StringComparison.Ordinal);
        Assert.Equal((entry.Text("method"), url), (call.Method, call.Url));
        var expected = entry.Json["json"]!.DeepClone().AsObject();
        change?.Invoke(expected);
        Assert.Equal(expected.ToJsonString(_readable), call.Body);
        Assert.All(entry.Json["headers"]!.AsObject(), header => Assert.Equal((string)header.Value!, call.Headers[header.Key]));
        Assert.Equal($"{Encoding.UTF8.GetByteCount(call.Body)}", call.Headers["Content-Length"]);
    }
}
