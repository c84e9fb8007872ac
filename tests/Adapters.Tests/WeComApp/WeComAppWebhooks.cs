using System.Text;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeCom;
using BotHost.Adapters.WeComApp;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Adapters.Tests.WeComApp;

/// <summary>Callbacks of an app, and a receiver for them.</summary>
internal static class WeComAppWebhooks
{
    public const string Secret = "app-secret-0123456789-0123456789-0123456789";

    /// <summary>A moment before that of a new <see cref="ManualTimeProvider"/>, in Unix seconds.</summary>
    public static long SentAt { get; } = new ManualTimeProvider().GetUtcNow().ToUnixTimeSeconds() - 2;

    public static WeComAppOptions Options { get; } = new()
    {
        Bot = "wecom",
        CorpId = WeComSender.App.ReceiveId,
        AgentId = 1_000_002,
        Secret = Secret,
        Callback = [new WeComSecret(WeComSender.App.Token, WeComSender.App.Key)],
        BaseUrl = new Uri("https://qyapi.weixin.qq.com/"),
    };

    public static WeComAppWebhook Receiver(WeComAppOptions? options = null, TimeProvider? time = null, ILogger<WeComAppWebhook>? logger = null) =>
        new(options ?? Options, time ?? new ManualTimeProvider(), logger ?? NullLogger<WeComAppWebhook>.Instance);

    /// <summary>The fields of a text message, to change; null: the field is not there.</summary>
    public static Dictionary<string, string?> Text(string content = "你好", string id = "7459035031717794886") => new()
    {
        ["ToUserName"] = WeComSender.App.ReceiveId,
        ["FromUserName"] = "zhangsan",
        ["CreateTime"] = SentAt.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["MsgType"] = "text",
        ["Content"] = content,
        ["MsgId"] = id,
        ["AgentID"] = "1000002",
    };

    public static Dictionary<string, string?> Event(string name)
    {
        var message = Text();
        message["MsgType"] = "event";
        message["Event"] = name;
        message["MsgId"] = null;
        message["Content"] = null;
        return message;
    }

    public static Dictionary<string, string?> With(this Dictionary<string, string?> message, params (string Name, string? Value)[] fields)
    {
        foreach (var (name, value) in fields)
            message[name] = value;
        return message;
    }

    public static string Xml(this Dictionary<string, string?> message)
    {
        var xml = new StringBuilder("<xml>");
        foreach (var (name, value) in message.Where(field => field.Value is not null))
            xml.Append('<').Append(name).Append('>').Append(System.Security.SecurityElement.Escape(value)).Append("</").Append(name).Append('>');
        return xml.Append("</xml>").ToString();
    }

    public static WebhookResult Receive(Dictionary<string, string?> message) => Receiver().Receive(WeComSender.App.Post(message.Xml()));

    public static IncomingMessage Accepted(this WebhookResult result) => Assert.IsType<WebhookResult.Accepted>(result).Message;
}
