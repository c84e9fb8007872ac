using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>An event as the peer posts it, signed if there is a secret.</summary>
/// <remarks><c>X-Signature: sha1=</c> and the hexadecimal HMAC-SHA1 of the raw body. Source: OneBot 11, communication/http-post.</remarks>
public sealed class OneBotWebhook
{
    private readonly string _secret;

    internal OneBotWebhook(int messageId, long selfId, byte[] body, string secret)
        : this(messageId, selfId, body, secret, Sign(secret, body))
    {
    }

    private OneBotWebhook(int messageId, long selfId, byte[] body, string secret, string signature)
    {
        MessageId = messageId;
        SelfId = selfId;
        Body = body;
        Signature = signature;
        _secret = secret;
    }

    public int MessageId { get; }

    public long SelfId { get; }

    public byte[] Body { get; }

    /// <summary>Empty: not signed.</summary>
    public string Signature { get; }

    public IReadOnlyDictionary<string, string> Headers
    {
        get
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "application/json",
                ["X-Self-ID"] = SelfId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            if (Signature.Length > 0)
                headers["X-Signature"] = Signature;
            return headers;
        }
    }

    /// <summary>Signed by somebody who does not know the secret.</summary>
    public OneBotWebhook Forged() => new(MessageId, SelfId, Body, _secret, Sign("not the secret of " + _secret.Length, Body));

    public OneBotWebhook WithoutSignature() => new(MessageId, SelfId, Body, _secret, "");

    /// <summary>Other bytes under the signature of these.</summary>
    public OneBotWebhook WithBody(byte[] body) => new(MessageId, SelfId, body, _secret, Signature);

    public HttpRequestMessage ToRequest(Uri webhookUrl)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, webhookUrl) { Content = content };
        foreach (var (name, value) in Headers)
        {
            if (name != "Content-Type")
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    [SuppressMessage("Security", "CA5350", Justification = "The standard signs with HMAC-SHA1.")]
    private static string Sign(string secret, byte[] body)
    {
        if (secret.Length == 0)
            return "";
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body, mac);
        return "sha1=" + Convert.ToHexStringLower(mac);
    }
}
