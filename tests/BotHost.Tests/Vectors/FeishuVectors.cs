using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for Feishu; <c>meta</c> in the file says how.</summary>
internal static class FeishuVectors
{
    /// <summary>The open_id of the bot in all recorded groups.</summary>
    public const string BotOpenId = "ou_b07b07b07b07b07b07b07b07b07b07b0";

    private const string LongConnection = "a long connection, which this build does not open";
    private const string Media = "media, which this build neither fetches nor sends";
    private const string CardReply = "an answer to a card's button that this host never gives";

    private static readonly string[] _mediaRequests = ["send_image", "send_file", "upload_image", "upload_file", "download_image", "download_file"];

    /// <summary>The codes of 获取消息中的资源文件.</summary>
    private static readonly string[] _mediaErrors =
        ["234001", "234002", "234003", "234004", "234009", "234019", "234037", "234038", "234040", "234043"];

    public static VectorFile File { get; } = new("feishu.json",
    [
        new("cardCallbackReplies", "toast", CardReply),
        new("cardCallbackReplies", "toast_and_card", CardReply),
        new("outbound.requests", "send_text_with_mention", "a mention, which this host never writes: a reply tells its person by itself, and tags in an answer are broken"),
        new("outbound.requests", "send_text_by_open_id", "a message to a person's id: this host writes to questions and to chats"),
        new("outbound.requests", "edit_text", "another text for a message: this host changes cards alone"),
        new("outbound.requests", "get_message", "a look at a message: this host knows those that it was sent"),
        new("outbound.requests", "delay_update_card", "what comes after a card's button was pressed: this host's cards have none"),
        new("outbound.requests", "ws_endpoint", LongConnection),
        .. _mediaRequests.Select(name => new VectorException("outbound.requests", name, Media)),
        new("outbound.responses", "upload_image_ok", Media),
        new("outbound.responses", "upload_file_ok", Media),
        .. _mediaErrors.Select(code => new VectorException("outbound.errorActions", code, Media)),
        new("ws.endpointResponses", VectorFile.All, LongConnection),
        new("ws.frames", VectorFile.All, LongConnection),
        new("ws.malformedFrames", VectorFile.All, LongConnection),
    ]);

    public static JsonObject Config(string name) => File.Root["configs"]![name]!.AsObject();

    /// <summary>The settings of the recorded app.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string config) =>
    [
        ("AppId", (string)Config(config)["appId"]!),
        ("AppSecret", (string)Config(config)["appSecret"]!),
        ("VerificationToken", (string)Config(config)["verificationToken"]!),
        ("EncryptKey", (string)Config(config)["encryptKey"]!),
    ];

    public static DateTimeOffset FeishuNow(JsonObject recorded) => DateTimeOffset.FromUnixTimeSeconds((long)recorded["nowUnixSeconds"]!);

    /// <summary>A recorded request, byte for byte, to a bot of ours.</summary>
    public static RawRequest FeishuRequest(JsonObject recorded, string bot)
    {
        var body = Encoding.UTF8.GetBytes((string)recorded["rawBody"]!);
        Assert.Equal((string)recorded["rawBodySha256"]!, Convert.ToHexStringLower(SHA256.HashData(body)));
        var headers = recorded["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToList();
        return new RawRequest("POST", $"/webhooks/{bot}", headers, body);
    }

    /// <summary>A recorded question, changed, and then encrypted and signed anew.</summary>
    public static RawRequest Changed(string name, FeishuApp app, DateTimeOffset at, Action<JsonObject> change)
    {
        var changed = JsonNode.Parse(File.Find("validEvents", name).Text("plaintext"))!.AsObject();
        change(changed);
        return app.Sign(FeishuApp.Wrap(app.Encrypt(Encoding.UTF8.GetBytes(changed.ToJsonString()))), at);
    }
}
