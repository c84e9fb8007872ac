using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.WeCom;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>Signed and encrypted callbacks, and what they are answered.</summary>
internal static class WeComAiBotWebhooks
{
    public const string Nonce = "1597468125";
    public const string MessageId = "CAIQ16HMjQYY/NGagIOAgAMgq4KM0AI=";
    public const string ResponseUrl = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC_1";
    public const string ResponsePath = "cgi-bin/aibot/response?response_code=RC_1";

    public static WeComSecret Secret { get; } = new("BotT0kenForTests2026", WeComKey.Parse("019mD9DfGQaietHM1CR4ZWlg32jFk7VLrmGxz8Pk7h2")!);

    public static WeComSecret OtherSecret { get; } = new("zZ9", WeComKey.Parse("tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1")!);

    public static WeComAiBotOptions Options { get; } = new()
    {
        Bot = "wecom-aibot",
        Secrets = [Secret],
        Name = "RobotA",
        BaseUrl = new Uri("https://qyapi.weixin.qq.com/"),
    };

    /// <summary>A text of 张三, to change.</summary>
    public static JsonObject Text(string text = "你好", ChatKind kind = ChatKind.Private, string id = MessageId)
    {
        var body = From(kind, id);
        body["response_url"] = ResponseUrl;
        body["msgtype"] = "text";
        body["text"] = new JsonObject { ["content"] = text };
        return body;
    }

    /// <summary>The question how far an answer is.</summary>
    public static JsonObject Poll(string stream, ChatKind kind = ChatKind.Private, string id = "poll-1")
    {
        var body = From(kind, id);
        body["msgtype"] = "stream";
        body["stream"] = new JsonObject { ["id"] = stream };
        return body;
    }

    public static JsonObject Event(string type)
    {
        var body = From(ChatKind.Private, "event-1");
        body.Remove("chattype");
        body["msgtype"] = "event";
        body["event"] = new JsonObject { ["eventtype"] = type };
        return body;
    }

    public static JsonObject With(this JsonObject body, string field, string json)
    {
        body[field] = JsonNode.Parse(json);
        return body;
    }

    public static JsonObject Without(this JsonObject body, string field)
    {
        body.Remove(field);
        return body;
    }

    public static WebhookRequest Signed(JsonObject body, DateTimeOffset now, WeComSecret? secret = null) => Signed(body.ToJsonString(), now, secret);

    public static WebhookRequest Signed(string body, DateTimeOffset now, WeComSecret? secret = null)
    {
        secret ??= Secret;
        var encrypted = WeComCrypto.Seal(Encoding.UTF8.GetBytes(body), secret.Key, "", new byte[WeComCrypto.RandomBytes]);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Request("POST", new JsonObject { ["encrypt"] = encrypted }.ToJsonString(),
            ("msg_signature", WeComSignature.Sign(secret.Token, timestamp, Nonce, encrypted)), ("timestamp", timestamp), ("nonce", Nonce));
    }

    public static WebhookRequest Request(string method, string body, params IEnumerable<(string Name, string Value)> query) => new()
    {
        Method = method,
        Query = new QueryCollection(query.ToDictionary(pair => pair.Name, pair => new StringValues(pair.Value))),
        Headers = new HeaderDictionary(),
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static IncomingMessage Accepted(this WebhookResult result) => Assert.IsType<WebhookResult.Accepted>(result).Message;

    public static int Status(this WebhookResult result) => Assert.IsType<WebhookResult.Rejected>(result).Status;

    /// <summary>The answer as WeCom reads it: only if it is signed, encrypted and names the callback's own nonce.</summary>
    public static JsonObject Opened(this WebhookResponse response, WeComSecret? secret = null)
    {
        secret ??= Secret;
        Assert.Equal((200, "application/json"), (response.Status, response.ContentType));
        var envelope = JsonNode.Parse(response.Body.Span)!.AsObject();
        var (encrypted, timestamp) = ((string)envelope["encrypt"]!, (long)envelope["timestamp"]!);
        Assert.Equal(Nonce, (string)envelope["nonce"]!);
        Assert.Equal(WeComSignature.Sign(secret.Token, timestamp.ToString(CultureInfo.InvariantCulture), Nonce, encrypted), (string)envelope["msgsignature"]!);
        return JsonNode.Parse(Assert.IsType<WeComOpened.Message>(WeComCrypto.Open(encrypted, secret.Key, "")).Text.Span)!.AsObject();
    }

    /// <summary>A frame of a stream.</summary>
    public static Frame Frame(this WebhookResponse response, WeComSecret? secret = null)
    {
        var message = response.Opened(secret);
        Assert.Equal("stream", (string)message["msgtype"]!);
        return new Frame((string)message["stream"]!["id"]!, (bool)message["stream"]!["finish"]!, (string)message["stream"]!["content"]!);
    }

    private static JsonObject From(ChatKind kind, string id)
    {
        var body = new JsonObject { ["msgid"] = id, ["aibotid"] = "aibTEST0000000000000000000000001", ["from"] = new JsonObject { ["userid"] = "zhangsan" } };
        body["chattype"] = kind == ChatKind.Private ? "single" : "group";
        if (kind == ChatKind.Group)
            body["chatid"] = "wrTESTCHAT0000000000000000000001";
        return body;
    }
}

/// <summary>What people see of a stream.</summary>
internal sealed record Frame(string Id, bool Finish, string Content);
