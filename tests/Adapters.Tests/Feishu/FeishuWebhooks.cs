using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>Callbacks as the platform makes them: encrypted and signed.</summary>
internal static class FeishuWebhooks
{
    /// <summary>The moment of the recorded requests.</summary>
    public const long Now = 1_780_000_000;

    private const string Placeholder = "raw-json-";

    /// <summary>The recorded event of this name, to change.</summary>
    public static JsonObject Event(string name = "p2p_text_chinese_emoji_encrypted_signed")
    {
        var vector = FeishuVectors.Find("validEvents", name);
        return JsonNode.Parse((string?)vector["plaintext"] ?? (string)vector["rawBody"]!)!.AsObject();
    }

    public static JsonNode Message(this JsonObject envelope) => envelope["event"]!["message"]!;

    /// <summary>Replaces what was said: the content is JSON within JSON.</summary>
    public static JsonObject Saying(this JsonObject envelope, string type, string content)
    {
        envelope.Message()["message_type"] = type;
        envelope.Message()["content"] = content;
        return envelope;
    }

    /// <summary>A value of exactly these characters, which no JSON library has to agree with.</summary>
    public static JsonNode Exactly(string json) => Placeholder + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(json));

    public static WebhookRequest Signed(this JsonObject envelope, string? key = null, long now = Now)
    {
        var plain = Regex.Replace(envelope.ToJsonString(), $"\"{Placeholder}([0-9a-f]*)\"", match => Encoding.UTF8.GetString(Convert.FromHexString(match.Groups[1].Value)));
        return Signed(plain, key, now);
    }

    public static WebhookRequest Signed(string plain, string? key = null, long now = Now)
    {
        return SignedBody(Encrypted(Encoding.UTF8.GetBytes(plain), key ?? FeishuVectors.Encrypted.EncryptKey), key ?? FeishuVectors.Encrypted.EncryptKey, now);
    }

    public static WebhookRequest SignedBody(byte[] body, string key, long now = Now)
    {
        var timestamp = now.ToString(CultureInfo.InvariantCulture);
        return Request("POST", body,
            ("X-Lark-Request-Timestamp", timestamp), ("X-Lark-Request-Nonce", "nonce"), ("X-Lark-Signature", Sign(timestamp, "nonce", key, body)));
    }

    public static string Sign(string timestamp, string nonce, string key, byte[] body)
    {
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(timestamp + nonce + key), .. body]));
    }

    public static byte[] Encrypted(byte[] plain, string key)
    {
        using var aes = Aes.Create();
        aes.Key = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        aes.GenerateIV();
        return Encoding.UTF8.GetBytes($$"""{"encrypt":"{{Convert.ToBase64String([.. aes.IV, .. aes.EncryptCbc(plain, aes.IV)])}}"}""");
    }

    public static WebhookRequest Request(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
            all.Append(name, value);
        return new WebhookRequest { Method = method, Query = QueryCollection.Empty, Headers = all, Body = body };
    }

    public static IncomingMessage Accepted(this WebhookResult result) => Assert.IsType<WebhookResult.Accepted>(result).Message;

    public static int Status(this WebhookResult result) => Assert.IsType<WebhookResult.Rejected>(result).Status;
}
