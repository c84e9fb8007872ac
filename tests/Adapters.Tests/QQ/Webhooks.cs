using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.Crypto;
using BotHost.Adapters.QQ;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>Signed callbacks and a receiver for them.</summary>
internal static class Webhooks
{
    public const string Secret = "TestSecret0123456789abcdefghijkl";
    public const string AppId = "102000001";
    public const string Person = "E4A1B2C3D4E5F60718293A4B5C6D7E8F";
    public const string Group = "C9F778FE6ADF9D1D1DBE395BF7440001";

    public static QQOptions Options { get; } = new()
    {
        Bot = "qq",
        AppId = AppId,
        AppSecret = Secret,
        BaseUrl = new Uri("https://api.sgroup.qq.com/"),
        TokenBaseUrl = new Uri("https://bots.qq.com/"),
    };

    public static IEd25519 Ed25519 { get; } = BotHost.Adapters.Crypto.Ed25519.Available!;

    public static QQWebhook Receiver(QQOptions? options = null, TimeProvider? time = null, ILogger<QQWebhook>? logger = null)
    {
        return new QQWebhook(options ?? Options, Ed25519, time ?? new ManualTimeProvider(), logger ?? NullLogger<QQWebhook>.Instance);
    }

    /// <summary>The body of a recorded dispatch, to change.</summary>
    public static JsonObject Body(string name = "C2C text, Chinese and emoji") =>
        JsonNode.Parse(Convert.FromBase64String((string)Vectors.Find("dispatches", name)["bodyBase64"]!))!.AsObject();

    public static WebhookRequest Signed(string body, string secret = Secret, TimeProvider? time = null) => Signed(Encoding.UTF8.GetBytes(body), secret, time);

    public static WebhookRequest Signed(byte[] body, string secret = Secret, TimeProvider? time = null)
    {
        var timestamp = (time ?? new ManualTimeProvider()).GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Request("POST", body, ("X-Bot-Appid", AppId), ("X-Signature-Timestamp", timestamp), ("X-Signature-Ed25519", Sign(timestamp, body, secret)));
    }

    public static string Sign(string timestamp, byte[] body, string secret)
    {
        using var key = QQSignature.KeyOf(Ed25519, secret);
        return Convert.ToHexStringLower(key.Sign([.. Encoding.UTF8.GetBytes(timestamp), .. body]));
    }

    public static WebhookRequest Request(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
            all.Append(name, value);
        return new WebhookRequest { Method = method, Query = QueryCollection.Empty, Headers = all, Body = body };
    }

    public static IncomingMessage Accepted(this WebhookResult result) => Assert.IsType<WebhookResult.Accepted>(result).Message;

    public static QQReplyAddress Address(this IncomingMessage message) => QQReplyAddress.FromJson(message.ReplyAddress)!;
}

/// <summary>A clock that stands still at a recorded moment.</summary>
internal sealed class RecordedTime(long unixSeconds) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
}
