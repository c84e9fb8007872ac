using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>A call of the robot's address, signed as DingTalk signs it.</summary>
/// <remarks><c>sign</c> = Base64(HMAC-SHA256(appSecret, "{timestamp}\n{appSecret}")); the body is not signed. Source: sheet "接收消息".</remarks>
public sealed class DingTalkWebhook
{
    /// <summary>DingTalk's rule: a call is good for one hour.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(1);

    private readonly string _secret;
    private readonly DateTimeOffset _signedAt;

    internal DingTalkWebhook(string msgId, byte[] body, string secret, DateTimeOffset signedAt)
        : this(msgId, body, secret, signedAt, sign: null)
    {
    }

    private DingTalkWebhook(string msgId, byte[] body, string secret, DateTimeOffset signedAt, string? sign)
    {
        MsgId = msgId;
        Body = body;
        _secret = secret;
        _signedAt = signedAt;
        Timestamp = signedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Sign = sign ?? ComputeSign(Timestamp, secret);
    }

    public string MsgId { get; }

    public byte[] Body { get; }

    /// <summary>Unix milliseconds.</summary>
    public string Timestamp { get; }

    public string Sign { get; }

    public IReadOnlyDictionary<string, string> Headers => new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Content-Type"] = "application/json; charset=utf-8",
        ["timestamp"] = Timestamp,
        ["sign"] = Sign,
    };

    /// <summary>The same message delivered again: the headers are new, the body is not.</summary>
    public DingTalkWebhook SignedAt(DateTimeOffset time) => new(MsgId, Body, _secret, time);

    /// <summary>Signed by somebody who does not know the secret.</summary>
    public DingTalkWebhook Forged() => new(MsgId, Body, _secret, _signedAt, ComputeSign(Timestamp, "not the secret of " + MsgId));

    /// <summary>Rightly signed, and too long ago.</summary>
    public DingTalkWebhook Stale() => SignedAt(_signedAt - Freshness - TimeSpan.FromSeconds(1));

    public HttpRequestMessage ToRequest(Uri webhookUrl)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, webhookUrl) { Content = content };
        request.Headers.TryAddWithoutValidation("timestamp", Timestamp);
        request.Headers.TryAddWithoutValidation("sign", Sign);
        return request;
    }

    private static string ComputeSign(string timestamp, string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(timestamp + "\n" + secret), mac);
        return Convert.ToBase64String(mac);
    }
}
