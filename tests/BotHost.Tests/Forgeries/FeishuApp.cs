using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BotHost.Tests.Vectors;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>
/// Feishu's side of a webhook, written from its documentation (将事件发送至开发者服务器) and not from the code under test: AES-256-CBC under the
/// SHA-256 of the Encrypt Key with the IV in front, and a SHA-256 over timestamp, nonce, Encrypt Key and body.
/// </summary>
internal sealed record FeishuApp(string Bot, string EncryptKey)
{
    public string AppId { get; init; } = "cli_a1b2c3d4e5f60718";

    public string Token { get; init; } = "vTok0123456789ABCDEFGHIJKLMNOPQR";

    /// <summary>Any: a real sender draws one for every request.</summary>
    private static readonly byte[] _iv = [.. Enumerable.Range(1, 16).Select(number => (byte)(number * 7))];

    private byte[] Key => SHA256.HashData(Encoding.UTF8.GetBytes(EncryptKey));

    public static byte[] Wrap(string encrypt) => Encoding.UTF8.GetBytes($$"""{"encrypt":"{{encrypt}}"}""");

    public string Encrypt(byte[] plaintext)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        return Convert.ToBase64String([.. _iv, .. aes.EncryptCbc(plaintext, _iv)]);
    }

    public byte[] Decrypt(string encrypt)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        var bytes = Convert.FromBase64String(encrypt);
        return aes.DecryptCbc(bytes.AsSpan(16), bytes.AsSpan(0, 16));
    }

    public string Signature(string timestamp, string nonce, byte[] body) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(timestamp + nonce + EncryptKey), .. body]));

    public RawRequest Sign(byte[] body, DateTimeOffset at, string? timestamp = null)
    {
        timestamp ??= at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        const string Nonce = "5f1b2c3d4e";
        return Unsigned(body) with
        {
            Headers =
            [
                ("Content-Type", "application/json;charset=utf-8"),
                ("X-Lark-Request-Timestamp", timestamp),
                ("X-Lark-Request-Nonce", Nonce),
                ("X-Lark-Signature", Signature(timestamp, Nonce, body)),
            ],
        };
    }

    public RawRequest Unsigned(byte[] body) => new("POST", $"/webhooks/{Bot}", [("Content-Type", "application/json;charset=utf-8")], body);

    /// <summary>A private message, encrypted and signed.</summary>
    public RawRequest Message(DateTimeOffset at, string text, string id = "om_0123456789abcdef0123456789abcdef") =>
        Sign(Wrap(Encrypt(Event(at, text, id))), at);

    /// <summary>The event of a private message, as it is before it is encrypted.</summary>
    public byte[] Event(DateTimeOffset at, string text, string id = "om_0123456789abcdef0123456789abcdef")
    {
        var sent = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes($$$$"""
            {"schema":"2.0","header":{"event_id":"ev-{{{{id}}}}","event_type":"im.message.receive_v1","create_time":"{{{{sent}}}}","token":"{{{{Token}}}}","app_id":"{{{{AppId}}}}","tenant_key":"2ca1d211f64f6438"},
            "event":{"sender":{"sender_id":{"open_id":"ou_a11ce0000000000000000000000a11ce"},"sender_type":"user"},
            "message":{"message_id":"{{{{id}}}}","create_time":"{{{{sent}}}}","chat_id":"oc_9292929292929292929292929292929a","chat_type":"p2p","message_type":"text","content":"{\"text\":\"{{{{text}}}}\"}"}}}
            """);
    }

    /// <summary>The event of a message that mentions the bot in a group.</summary>
    public byte[] GroupEvent(DateTimeOffset at, string id)
    {
        const string Mention = $$"""
            "chat_type":"group","mentions":[{"key":"@_user_1","id":{"open_id":"{{FeishuVectors.BotOpenId}}"},"name":"小助手"}]
            """;
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Event(at, "@_user_1 你好", id)).Replace("\"chat_type\":\"p2p\"", Mention, StringComparison.Ordinal));
    }
}
