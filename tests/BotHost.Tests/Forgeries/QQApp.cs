using System.Globalization;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>QQ's side of a webhook, written from its documentation (安全和授权): Ed25519 over timestamp and body, with a key made of the app's secret.</summary>
internal sealed record QQApp(string Bot, string Secret)
{
    public string AppId { get; init; } = "102000001";

    /// <summary>The secret, repeated until there are 32 bytes.</summary>
    public byte[] Seed => SeedOf(Secret);

    public static byte[] SeedOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [.. Enumerable.Range(0, 32).Select(index => bytes[index % bytes.Length])];
    }

    public string Signature(string timestamp, byte[] body) => Convert.ToHexStringLower(Ed25519.Sign(Seed, [.. Encoding.UTF8.GetBytes(timestamp), .. body]));

    public RawRequest Sign(byte[] body, DateTimeOffset at) => Sign(body, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    public RawRequest Sign(byte[] body, string timestamp) => Unsigned(body) with
    {
        Headers =
        [
            .. Unsigned(body).Headers,
            ("X-Signature-Method", "Ed25519"),
            ("X-Signature-Timestamp", timestamp),
            ("X-Signature-Ed25519", Signature(timestamp, body)),
        ],
    };

    public RawRequest Unsigned(byte[] body) =>
        new("POST", $"/webhooks/{Bot}", [("Content-Type", "application/json"), ("User-Agent", "QQBot-Callback"), ("X-Bot-Appid", AppId)], body);

    /// <summary>A private message.</summary>
    public static byte[] Message(string text, string id = "ROBOT1.0_test.1", string person = "E4A1B2C3D4E5F60718293A4B5C6D7E8F") => Encoding.UTF8.GetBytes(
        $$$$"""{"op":0,"id":"C2C_MESSAGE_CREATE:{{{{id}}}}","t":"C2C_MESSAGE_CREATE","d":{"id":"{{{{id}}}}","content":"{{{{text}}}}","timestamp":"2026-09-21T22:13:18+08:00","author":{"user_openid":"{{{{person}}}}"}}}""");
}
