using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>WeCom's side of an AI bot, written from its pages 加解密方案说明 (90968), 接收消息 (100719) and 被动回复消息 (101031).</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The protocol allows nothing else.")]
internal sealed record WeComAiBotApp(string Bot, string Token, string EncodingAesKey)
{
    public const string Nonce = "1224428238";

    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Key => Convert.FromBase64String(EncodingAesKey + "=");

    /// <summary>A text of 张三 in private.</summary>
    public static JsonObject Text(string text, string id, string responseUrl = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC_1") => new()
    {
        ["msgid"] = id,
        ["aibotid"] = "aibTEST0000000000000000000000001",
        ["chattype"] = "single",
        ["from"] = new JsonObject { ["userid"] = "zhangsan" },
        ["response_url"] = responseUrl,
        ["msgtype"] = "text",
        ["text"] = new JsonObject { ["content"] = text },
    };

    /// <summary>WeCom comes for the rest of an answer.</summary>
    public static JsonObject Poll(string stream, string person = "zhangsan") => new()
    {
        ["msgid"] = "poll of " + stream.Length.ToString(CultureInfo.InvariantCulture),
        ["chattype"] = "single",
        ["from"] = new JsonObject { ["userid"] = person },
        ["msgtype"] = "stream",
        ["stream"] = new JsonObject { ["id"] = stream },
    };

    public RawRequest Post(JsonObject body, DateTimeOffset at) => Post(body.ToJsonString(_readable), at);

    public RawRequest Post(string body, DateTimeOffset at) => Signed(Encrypt(Encoding.UTF8.GetBytes(body), ""), at);

    /// <summary>An encrypted text, signed and on its way.</summary>
    public RawRequest Signed(string encrypted, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Addressed(encrypted, Signature(timestamp, Nonce, encrypted), timestamp, Nonce);
    }

    public RawRequest Addressed(string encrypted, string signature, string timestamp, string nonce) => new(
        "POST", $"/webhooks/{Bot}?msg_signature={Uri.EscapeDataString(signature)}&timestamp={Uri.EscapeDataString(timestamp)}&nonce={Uri.EscapeDataString(nonce)}",
        [("Content-Type", "application/json")], Envelope(encrypted));

    public static byte[] Envelope(string encrypted) => Encoding.UTF8.GetBytes(new JsonObject { ["encrypt"] = encrypted }.ToJsonString(_readable));

    public string Signature(string timestamp, string nonce, string encrypted)
    {
        string[] pieces = [Token, timestamp, nonce, encrypted];
        Array.Sort(pieces, string.CompareOrdinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(pieces))));
    }

    public string Encrypt(byte[] message, string receiver)
    {
        List<byte> plain = [.. "0123456789abcdef"u8, 0, 0, 0, 0, .. message, .. Encoding.UTF8.GetBytes(receiver)];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        for (var at = 0; at < length.Length; at++)
            plain[16 + at] = length[at];
        var padding = 32 - (plain.Count % 32);
        plain.AddRange(Enumerable.Repeat((byte)padding, padding));
        return EncryptBlocks([.. plain]);
    }

    public string EncryptBlocks(byte[] blocks)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        return Convert.ToBase64String(aes.EncryptCbc(blocks, Key[..16], PaddingMode.None));
    }

    /// <summary>The answer, if it is one: signed, encrypted and with the call's own nonce.</summary>
    public JsonObject Open(RawResponse response, string nonce = Nonce)
    {
        Assert.Equal(200, response.Status);
        var envelope = JsonNode.Parse(response.Body)!.AsObject();
        var encrypted = (string)envelope["encrypt"]!;
        Assert.Equal(nonce, (string)envelope["nonce"]!);
        Assert.Equal(Signature(((long)envelope["timestamp"]!).ToString(CultureInfo.InvariantCulture), nonce, encrypted), (string)envelope["msgsignature"]!);
        using var aes = Aes.Create();
        aes.Key = Key;
        var plain = aes.DecryptCbc(Convert.FromBase64String(encrypted), Key[..16], PaddingMode.None);
        var length = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(16));
        Assert.Equal(plain.Length, 20 + length + plain[^1]);
        return JsonNode.Parse(plain.AsSpan(20, length))!.AsObject();
    }
}
