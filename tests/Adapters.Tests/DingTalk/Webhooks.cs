using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>Signed callbacks and a receiver for them.</summary>
internal static class Webhooks
{
    public const string Secret = "kT7wQ2mZ-Unit_Test-Secret-0123456789abcdefGHIJKL_x9";

    private const string Placeholder = "raw-json-";

    public static DingTalkOptions Options { get; } = new()
    {
        Bot = "dingtalk",
        AppKey = "dingtestappkey0001",
        AppSecret = Secret,
        RobotCode = "dingtestappkey0001",
        RobotNames = ["测试助手"],
        BaseUrl = new Uri("https://api.dingtalk.com/"),
        LegacyBaseUrl = new Uri("https://oapi.dingtalk.com/"),
    };

    public static DingTalkWebhook Receiver(DingTalkOptions? options = null, TimeProvider? time = null, ILogger<DingTalkWebhook>? logger = null)
    {
        return new DingTalkWebhook(options ?? Options, time ?? new ManualTimeProvider(), logger ?? NullLogger<DingTalkWebhook>.Instance);
    }

    /// <summary>The body of the vector <c>private-text-chinese</c> or <c>group-text-leading-blank</c>, to change.</summary>
    public static JsonObject Body(ChatKind kind = ChatKind.Private)
    {
        var vector = Vectors.Find("valid", kind == ChatKind.Private ? "private-text-chinese" : "group-text-leading-blank");
        return JsonNode.Parse((string)vector["body"]!)!.AsObject();
    }

    /// <summary>Replaces a field by these exact characters, which no JSON library has to agree with.</summary>
    public static JsonObject With(this JsonObject body, string field, string json)
    {
        body[field] = Placeholder + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(json));
        return body;
    }

    public static string Raw(JsonObject body)
    {
        return Regex.Replace(body.ToJsonString(), $"\"{Placeholder}([0-9a-f]*)\"", match => Encoding.UTF8.GetString(Convert.FromHexString(match.Groups[1].Value)));
    }

    public static WebhookRequest Signed(string body, string secret = Secret, TimeProvider? time = null) => Signed(Encoding.UTF8.GetBytes(body), secret, time);

    public static WebhookRequest Signed(byte[] body, string secret = Secret, TimeProvider? time = null)
    {
        var timestamp = (time ?? new ManualTimeProvider()).GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Request("POST", body, ("timestamp", timestamp), ("sign", Sign(timestamp, secret)));
    }

    public static string Sign(string timestamp, string secret)
    {
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}\n{secret}")));
    }

    public static WebhookRequest Request(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
            all.Append(name, value);
        return new WebhookRequest { Method = method, Query = QueryCollection.Empty, Headers = all, Body = body };
    }

    public static IncomingMessage Accepted(this WebhookResult result) => Assert.IsType<WebhookResult.Accepted>(result).Message;
}
