using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>Signed events and a receiver for them.</summary>
internal static class Webhooks
{
    public const string Secret = "onebot-test-secret-密";
    public const string Token = "my-token";

    public static OneBotOptions Options { get; } = new()
    {
        Bot = "onebot",
        BaseUrl = new Uri("http://127.0.0.1:3000/"),
        Secret = Secret,
        AccessToken = Token,
    };

    public static OneBotWebhook Receiver(OneBotOptions? options = null, TimeProvider? time = null, OneBotSentMessages? sent = null) =>
        new(options ?? Options, sent ?? new OneBotSentMessages(), time ?? VectorTime());

    /// <summary>The clock of the vectors.</summary>
    public static ManualTimeProvider VectorTime()
    {
        var time = new ManualTimeProvider();
        time.Advance(Vectors.Now - time.GetUtcNow());
        return time;
    }

    /// <summary>The body of a vector, private or in a group with the bot mentioned, to change.</summary>
    public static JsonObject Body(ChatKind kind = ChatKind.Private)
    {
        var vector = Vectors.Find(kind == ChatKind.Private ? "private message, array format" : "group message, array format, @ self first");
        return JsonNode.Parse((string)vector["body"]!)!.AsObject();
    }

    /// <summary>A group message of these segments, or of this string.</summary>
    public static JsonObject Group(string message) => Body(ChatKind.Group).With("message", message);

    public static JsonObject With(this JsonObject body, string field, string json)
    {
        body[field] = JsonNode.Parse(json);
        return body;
    }

    public static WebhookRequest Signed(JsonObject body, string secret = Secret) => Signed(body.ToJsonString(), secret);

    public static WebhookRequest Signed(string body, string secret = Secret, string self = "10001")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Request("POST", bytes, ("X-Self-ID", self), ("X-Signature", Sign(bytes, secret)));
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What the protocol asks for.")]
    public static string Sign(byte[] body, string secret) => $"sha1={Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    public static WebhookRequest Request(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
            all.Append(name, value);
        return new WebhookRequest { Method = method, Query = QueryCollection.Empty, Headers = all, Body = body };
    }

    public static IncomingMessage Accepted(this WebhookResult result) => Assert.IsType<WebhookResult.Accepted>(result).Message;
}
