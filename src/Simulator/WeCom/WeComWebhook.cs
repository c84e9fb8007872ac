using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace BotHost.Simulator;

/// <summary>A call of a bot's address, encrypted and signed as WeCom does it: in an envelope of XML for an app, of JSON for an AI bot.</summary>
/// <remarks>
/// Every delivery of one message has the same text inside and its own random bytes, timestamp, nonce and signature. Sources: "接收消息与事件"
/// (https://developer.work.weixin.qq.com/document/path/90930), "接收消息" of AI bots (100719), "回调和回复的加解密方案" (101033).
/// </remarks>
public sealed class WeComWebhook
{
    /// <summary>One second older than a careful receiver takes it; WeCom itself names no limit.</summary>
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(301);

    private readonly WeComEnvelope _envelope;
    private readonly WeComCipher _cipher;
    private readonly WeComSealed _sealed;
    private readonly DateTimeOffset _signedAt;

    internal WeComWebhook(string msgId, string plaintext, WeComEnvelope envelope, WeComCipher cipher, DateTimeOffset signedAt)
        : this(msgId, plaintext, envelope, cipher, WeComSealed.Make(cipher, plaintext, signedAt), signedAt)
    {
        Body = Encoding.UTF8.GetBytes(envelope.Around(_sealed.Encrypted));
    }

    private WeComWebhook(string msgId, string plaintext, WeComEnvelope envelope, WeComCipher cipher, WeComSealed hidden, DateTimeOffset signedAt)
    {
        MsgId = msgId;
        Plaintext = plaintext;
        _envelope = envelope;
        _cipher = cipher;
        _sealed = hidden;
        _signedAt = signedAt;
    }

    /// <summary>Empty where there is none: an app's event.</summary>
    public string MsgId { get; }

    /// <summary>What it says once it is decrypted.</summary>
    public string Plaintext { get; }

    /// <summary>What is posted.</summary>
    public byte[] Body { get; private init; } = [];

    public string ContentType => _envelope.ContentType;

    /// <summary>Empty: the call is not signed.</summary>
    public string Signature => _sealed.Signature;

    /// <summary>Unix seconds.</summary>
    public string Timestamp => _sealed.Timestamp;

    public string Nonce => _sealed.Nonce;

    /// <summary>The same message delivered again: the same inside, everything around it is new.</summary>
    public WeComWebhook SignedAt(DateTimeOffset time) => new(MsgId, Plaintext, _envelope, _cipher, time);

    /// <summary>Made by somebody who knows neither the token nor the key.</summary>
    public WeComWebhook Forged() => new(MsgId, Plaintext, _envelope, _cipher.Foreign(), _signedAt);

    /// <summary>Rightly encrypted and signed, and too long ago.</summary>
    public WeComWebhook Stale() => SignedAt(_signedAt - TooOld);

    /// <summary>Rightly signed, and encrypted with the right key for another company: what comes of an address that two of them share.</summary>
    public WeComWebhook For(string receiver) => new(MsgId, Plaintext, _envelope, _cipher.For(receiver), _signedAt);

    /// <summary>Other words under the id of this, as somebody would write them who has the secrets.</summary>
    public WeComWebhook Saying(string plaintext) => new(MsgId, plaintext, _envelope, _cipher, _signedAt);

    /// <summary>Without the signature.</summary>
    public WeComWebhook WithoutSignature() => With(_sealed with { Signature = "" }, Body);

    /// <summary>Said to be of another time, under the signature of this.</summary>
    public WeComWebhook Redated(DateTimeOffset time)
    {
        return With(_sealed with { Timestamp = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) }, Body);
    }

    /// <summary>Other bytes under the signature of these: what somebody can do who recorded a call.</summary>
    public WeComWebhook WithBody(byte[] body) => With(_sealed, body);

    public HttpRequestMessage ToRequest(Uri webhookUrl)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        return new HttpRequestMessage(HttpMethod.Post, _sealed.Address(webhookUrl)) { Content = content };
    }

    private WeComWebhook With(WeComSealed hidden, byte[] body) => new(MsgId, Plaintext, _envelope, _cipher, hidden, _signedAt) { Body = body };
}
