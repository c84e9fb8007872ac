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
    private const string NotSent = "a file, which this host does not send";
    private const string CardReply = "an answer to a card's button that this host never gives";

    public static VectorFile File { get; } = new("feishu.json",
    [
        new("cardCallbackReplies", "toast", CardReply),
        new("cardCallbackReplies", "toast_and_card", CardReply),
        new("outbound.requests", "send_text_with_mention", "a mention, which this host never writes: a reply tells its person by itself, and tags in an answer are broken"),
        new("outbound.requests", "send_text_by_open_id", "a message to a person's id: this host writes to questions and to chats"),
        new("outbound.requests", "edit_text", "another text for a message: this host changes cards alone"),
        new("outbound.requests", "delay_update_card", "what comes after a card's button was pressed: this host's cards have none"),
        new("outbound.requests", "ws_endpoint", LongConnection),
        new("outbound.requests", "send_file", NotSent),
        new("outbound.requests", "upload_file", NotSent),
        new("outbound.responses", "upload_file_ok", NotSent),
        new("ws.endpointResponses", VectorFile.All, LongConnection),
        new("ws.frames", VectorFile.All, LongConnection),
        new("ws.malformedFrames", VectorFile.All, LongConnection),
    ]);

    /// <summary>What answers a download that is not to be had; all other codes are about sends.</summary>
    public static bool IsOfDownload(this Vector entry) => entry.Section == "outbound.errorActions" && entry.Text("scope") == "resource";

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
