using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.Tests.WeCom;

/// <summary>WeCom's side of a callback, written from 加解密方案说明 (90968) and not from the code under test.</summary>
internal sealed record WeComSender(string Token, string EncodingAesKey, string ReceiveId)
{
    public static WeComSender App { get; } = new("AppTok3nTest", "oztpiKPFY9gsmgmVAsbTM9lSzAPd2y6FQwDVSHPLsv0", "ww1234567890abcdef");

    public byte[] Key => Convert.FromBase64String(EncodingAesKey + "=");

    public string Encrypt(string message) => Encrypt(Encoding.UTF8.GetBytes(message));

    public string Encrypt(byte[] message)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        return EncryptPlain(Pad([.. "0123456789abcdef"u8, .. length, .. message, .. Encoding.UTF8.GetBytes(ReceiveId)]));
    }

    /// <summary>Anything of whole blocks, right or wrong.</summary>
    public string EncryptPlain(byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, Key[..16], PaddingMode.None));
    }

    public static byte[] Pad(byte[] plain)
    {
        var padding = 32 - (plain.Length % 32);
        return [.. plain, .. Enumerable.Repeat((byte)padding, padding)];
    }

    public string Sign(string timestamp, string nonce, string encrypted)
    {
        var pieces = new List<string> { Token, timestamp, nonce, encrypted };
        pieces.Sort(string.CompareOrdinal);
#pragma warning disable CA5350 // the platform signs with SHA-1
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(pieces))));
#pragma warning restore CA5350
    }

    public QueryCollection Query(string encrypted, DateTimeOffset at, string? echo = null)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var query = new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
        {
            ["msg_signature"] = Sign(timestamp, "1597468123", encrypted),
            ["timestamp"] = timestamp,
            ["nonce"] = "1597468123",
        };
        if (echo is not null)
            query["echostr"] = echo;
        return new QueryCollection(query);
    }

    /// <summary>An app's callback.</summary>
    public WebhookRequest Post(string message, TimeProvider? time = null) => PostEncrypted(Encrypt(message), time);

    public WebhookRequest PostEncrypted(string encrypted, TimeProvider? time = null) => new()
    {
        Method = "POST",
        Query = Query(encrypted, (time ?? new ManualTimeProvider()).GetUtcNow()),
        Headers = new HeaderDictionary(),
        Body = Encoding.UTF8.GetBytes($"<xml><ToUserName><![CDATA[{ReceiveId}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"),
    };

    /// <summary>The check of an address.</summary>
    public WebhookRequest Check(string echo, TimeProvider? time = null)
    {
        var encrypted = Encrypt(echo);
        return new WebhookRequest
        {
            Method = "GET",
            Query = Query(encrypted, (time ?? new ManualTimeProvider()).GetUtcNow(), encrypted),
            Headers = new HeaderDictionary(),
            Body = default,
        };
    }
}
