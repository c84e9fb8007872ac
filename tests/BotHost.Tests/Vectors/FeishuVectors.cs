using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for Feishu; <c>meta</c> in the file says how.</summary>
internal static class FeishuVectors
{
    /// <summary>The open_id of the bot in all recorded groups.</summary>
    public const string BotOpenId = "ou_b07b07b07b07b07b07b07b07b07b07b0";

    private const string Outbound = "calls out and what they are answered are compared byte for byte where the adapter is tested";
    private const string LongConnection = "a long connection, which this build does not open";
    private const string CardReply = "an answer to a card's button that this host never gives";

    private static readonly string[] _otherRequests =
    [
        "send_text_p2p", "send_text_with_mention", "send_text_by_open_id", "reply_text", "reply_text_in_thread", "reply_post_markdown", "send_image", "send_file",
        "reply_inline_card", "patch_card", "edit_text", "recall", "get_message", "reaction_add", "reaction_delete", "upload_image", "upload_file", "download_image",
        "download_file", "stream_1_create_card", "stream_2_reply_with_card", "stream_3_content_seq1", "stream_4_content_seq2", "stream_5_final_content",
        "stream_6_close", "stream_alt_full_card_update", "delay_update_card", "ws_endpoint",
    ];

    public static VectorFile File { get; } = new("feishu.json",
    [
        new("cardCallbackReplies", "toast", CardReply),
        new("cardCallbackReplies", "toast_and_card", CardReply),
        .. _otherRequests.Select(name => new VectorException("outbound.requests", name, Outbound)),
        new("outbound.responses", VectorFile.All, Outbound),
        new("outbound.errorActions", VectorFile.All, Outbound),
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
}
