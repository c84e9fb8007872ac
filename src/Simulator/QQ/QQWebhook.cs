using System.Globalization;
using System.Net.Http.Headers;

namespace BotHost.Simulator;

/// <summary>A call of the bot's address, signed as QQ signs it.</summary>
/// <remarks>
/// <c>X-Signature-Ed25519</c> signs the timestamp header and the raw body, one right after the other; it covers neither the path nor
/// <c>X-Bot-Appid</c>. Sources: wiki "安全和授权", "Webhook 方式".
/// </remarks>
public sealed class QQWebhook
{
    /// <summary>How long a signed call is taken as fresh. QQ names no limit; this is the receiver's rule.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(300);

    private readonly QQSigner _signer;
    private readonly DateTimeOffset _signedAt;
    private string? _signature;

    internal QQWebhook(string eventId, string msgId, string appId, byte[] body, QQSigner signer, DateTimeOffset signedAt)
    {
        EventId = eventId;
        MsgId = msgId;
        AppId = appId;
        Body = body;
        _signer = signer;
        _signedAt = signedAt;
        Timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Of the envelope; empty where it has none.</summary>
    public string EventId { get; }

    /// <summary><c>d.id</c>; empty where it has none.</summary>
    public string MsgId { get; }

    public string AppId { get; }

    public byte[] Body { get; }

    /// <summary>Unix seconds.</summary>
    public string Timestamp { get; }

    /// <summary>
    /// Empty: the call is not signed. Made when it is first asked for; a load that shall not wait for it asks ahead of time, from as many
    /// threads as it likes.
    /// </summary>
    public string Signature => _signature ??= _signer.Sign(Timestamp, Body);

    public IReadOnlyDictionary<string, string> Headers
    {
        get
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "application/json",
                ["User-Agent"] = "QQBot-Callback",
                ["X-Bot-Appid"] = AppId,
            };
            if (Signature.Length > 0)
            {
                headers["X-Signature-Method"] = "Ed25519";
                headers["X-Signature-Timestamp"] = Timestamp;
                headers["X-Signature-Ed25519"] = Signature;
            }

            return headers;
        }
    }

    /// <summary>The same envelope delivered again, stamped anew. Whether QQ stamps its repeats anew is not documented: both must do.</summary>
    public QQWebhook SignedAt(DateTimeOffset time) => new(EventId, MsgId, AppId, Body, _signer, time);

    /// <summary>Signed by somebody who does not know the secret.</summary>
    public QQWebhook Forged() => new(EventId, MsgId, AppId, Body, new QQSigner("not the secret of " + AppId), _signedAt);

    /// <summary>Rightly signed, and too long ago.</summary>
    public QQWebhook Stale() => SignedAt(_signedAt - Freshness - TimeSpan.FromSeconds(1));

    /// <summary>Without any of the headers of a signature.</summary>
    public QQWebhook WithoutSignature() => new(EventId, MsgId, AppId, Body, _signer, _signedAt) { _signature = "" };

    /// <summary>Other bytes under the signature of these: what somebody can do who recorded a call.</summary>
    public QQWebhook WithBody(byte[] body) => new(EventId, MsgId, AppId, body, _signer, _signedAt) { _signature = Signature };

    /// <summary>Said to be for another bot; the signature does not notice.</summary>
    public QQWebhook For(string appId) => new(EventId, MsgId, appId, Body, _signer, _signedAt) { _signature = Signature };

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
}
