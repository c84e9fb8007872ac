using System.Security.Cryptography;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for DingTalk; <c>meta</c> in the file says how.</summary>
internal static class DingTalkVectors
{
    private const string NotSent = "belongs to a kind of message that this build does not send";
    private const string LongConnection = "a long connection, which this build does not open";

    public static VectorFile File { get; } = new("dingtalk.json",
    [
        new("sync_reply", "text", "an answer that this host never gives at once"),
        new("outbound", "access-token-bad-credentials", "an answer to the token call: its meaning is tested with the adapter"),
        new("outbound", "private-file", NotSent),
        new("outbound", "private-audio", NotSent),
        new("outbound", "webhook-link", NotSent),
        new("outbound", "webhook-action-card-single", NotSent),
        new("outbound", "webhook-action-card-buttons", NotSent),
        new("outbound", "card-streaming-error", "a card that failed, whose recorded words are another's: it is tested with the adapter"),
        new("outbound", "recall-group", "a recall, which this host does not make"),
        new("outbound", "recall-private", "a recall, which this host does not make"),
        new("stream.frames", VectorFile.All, LongConnection),
    ]);

    /// <summary>The moment that all requests were signed around.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds((long)File.Root["meta"]!["now_ms"]!);

    public static string Secret(this Vector entry) => (string)entry.Json["secret"]!;

    /// <summary>The recorded request, byte for byte, to the bot of this entry or to another.</summary>
    public static RawRequest DingTalkRequest(this Vector entry, string? bot = null)
    {
        var body = Encoding.UTF8.GetBytes(entry.Text("body"));
        Assert.Equal((string)entry.Json["body_sha256"]!, Convert.ToHexStringLower(SHA256.HashData(body)));
        Assert.Equal(Now.ToUnixTimeMilliseconds(), (long)entry.Json["now_ms"]!);
        var headers = entry.Json["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToList();
        return new RawRequest((string)entry.Json["method"]!, $"/webhooks/{bot ?? entry.Bot}", headers, body);
    }
}
