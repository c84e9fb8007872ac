using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>A call of the app's request address, encrypted and signed as Feishu does it where the app has an encrypt key.</summary>
/// <remarks>
/// Every delivery of one event has the same text inside and its own IV, timestamp, nonce and signature. They are made of the event and of the
/// time, so that a play is the same every time. Sources: "将事件发送至开发者服务器", "事件概述".
/// </remarks>
public sealed class FeishuWebhook
{
    /// <summary>One second older than a careful receiver takes it; Feishu itself names no limit.</summary>
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(301);

    private readonly byte[] _plaintext;
    private readonly byte[]? _forgedPlaintext;
    private readonly string _encryptKey;
    private readonly DateTimeOffset _signedAt;

    /// <param name="messageId">Empty where the event is not about a message.</param>
    /// <param name="eventId">Empty in a check of the request address.</param>
    /// <param name="plaintext">The event.</param>
    /// <param name="forgedPlaintext">The same with another verification token: what somebody would send who does not know the app's.</param>
    /// <param name="encryptKey">Empty: the event travels as it is and unsigned.</param>
    /// <param name="signedAt">When it is sent.</param>
    /// <param name="signs">False: encrypted, and without the headers that prove where it comes from.</param>
    internal FeishuWebhook(
        string messageId, string eventId, byte[] plaintext, byte[]? forgedPlaintext, string encryptKey, DateTimeOffset signedAt, bool signs = true)
    {
        MessageId = messageId;
        EventId = eventId;
        _plaintext = plaintext;
        _forgedPlaintext = forgedPlaintext;
        _encryptKey = encryptKey;
        _signedAt = signedAt;
        if (encryptKey.Length == 0)
        {
            Body = plaintext;
            return;
        }

        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var once = SHA256.HashData(Encoding.UTF8.GetBytes($"{eventId}/{messageId}/{signedAt.UtcTicks}/{encryptKey}"));
        var nonce = Convert.ToHexStringLower(once.AsSpan(16, 5));
        Body = Encoding.UTF8.GetBytes($$"""{"encrypt":"{{FeishuCipher.Encrypt(encryptKey, plaintext, once)}}"}""");
        if (signs)
            (Timestamp, Nonce, Signature) = (timestamp, nonce, FeishuCipher.Sign(timestamp, nonce, encryptKey, Body));
    }

    public string MessageId { get; }

    public string EventId { get; }

    /// <summary>What is posted.</summary>
    public byte[] Body { get; }

    /// <summary>What it says once it is decrypted; the body itself where there is no encrypt key.</summary>
    public string Plaintext => Encoding.UTF8.GetString(_plaintext);

    /// <summary>Unix seconds; empty where nothing is signed.</summary>
    public string Timestamp { get; } = "";

    public string Nonce { get; } = "";

    public string Signature { get; } = "";

    public IReadOnlyDictionary<string, string> Headers
    {
        get
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json;charset=utf-8" };
            if (Timestamp.Length > 0)
            {
                headers["X-Lark-Request-Timestamp"] = Timestamp;
                headers["X-Lark-Request-Nonce"] = Nonce;
                headers["X-Lark-Signature"] = Signature;
            }

            return headers;
        }
    }

    /// <summary>The same event delivered again: the same inside, everything around it is new.</summary>
    public FeishuWebhook SignedAt(DateTimeOffset time) => new(MessageId, EventId, _plaintext, _forgedPlaintext, _encryptKey, time);

    /// <summary>
    /// Made by somebody who knows neither the encrypt key nor, where there is none, the verification token.
    /// </summary>
    public FeishuWebhook Forged()
    {
        return _encryptKey.Length > 0
            ? new(MessageId, EventId, _plaintext, _forgedPlaintext, "not the key of " + EventId, _signedAt)
            : new(MessageId, EventId, _forgedPlaintext ?? _plaintext, _forgedPlaintext, "", _signedAt);
    }

    /// <summary>Rightly encrypted and signed, and too long ago.</summary>
    public FeishuWebhook Stale() => SignedAt(_signedAt - TooOld);

    /// <summary>Without the headers that prove where it comes from.</summary>
    public FeishuWebhook WithoutSignature() => new(MessageId, EventId, _plaintext, _forgedPlaintext, _encryptKey, _signedAt, signs: false);

    public HttpRequestMessage ToRequest(Uri webhookUrl)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, webhookUrl) { Content = content };
        foreach (var (name, value) in Headers)
        {
            if (name.StartsWith("X-", StringComparison.Ordinal))
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
