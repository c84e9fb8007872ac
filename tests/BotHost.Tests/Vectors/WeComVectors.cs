using System.Text;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for WeCom's two platforms; <c>how_computed</c> in the file says by what.</summary>
internal static class WeComVectors
{
    private const string AiBot = "of an AI bot, which is a platform of its own";
    private const string PassiveReply = "an answer within the callback, which an app of this host never gives: a model takes longer; its bytes are made again in WeComCryptoTests";
    private const string OtherMessage = "a kind of message that this host never sends";
    private const string AppGroup = "a group made by an app, which this host does not make";
    private const string Splitting = "a function without a request: answers are cut by the engine, at better places";

    public static VectorFile File { get; } = new("wecom.json",
    [
        new("signature.cases", VectorFile.All, "texts that are no Base64, and so no callbacks: WeComSignatureTests makes them again"),
        new("configuration_errors", VectorFile.All, "settings, which a host refuses before there is an address: WeComCryptoTests and WeComAppPlatformTests"),
        new("url_verification.valid", "verify-aibot-1", AiBot),
        new("url_verification.valid", "verify-aibot-2-pad32", AiBot),
        .. AiBotEntries("callbacks", "valid").Select(id => new VectorException("callbacks.valid", id, AiBot)),
        .. AiBotEntries("invalid").Select(id => new VectorException("invalid", id, AiBot)),
        new("passive_replies", VectorFile.All, PassiveReply),
        new("media_decryption", VectorFile.All, "files of an AI bot, which is a platform of its own: WeComAiBotAttachmentsTests"),
        new("mention_stripping", VectorFile.All, AiBot),
        new("utf8_splitting.cases", VectorFile.All, Splitting),
        new("outbound.app", "media-upload", "a file, where this host sends nothing but pictures: WeComAppPictureTests has the form"),
        .. ((string[])["send-file", "send-voice", "send-video", "send-textcard", "send-news", "send-template-card-button", "update-template-card", "recall"])
            .Select(id => new VectorException("outbound.app", id, OtherMessage)),
        .. ((string[])["appchat-create", "appchat-send-text", "appchat-send-markdown"]).Select(id => new VectorException("outbound.app", id, AppGroup)),
        new("outbound.app_scenarios", "partial-recipients", "a message to two, which this host never sends: WeComAppSenderTests has another member among the invalid ones"),
        new("outbound.app_scenarios", "two-apps-one-corp", "two answers at once of two apps: WeComAppSenderTests has their two tokens"),
        new("outbound.app_scenarios", "concurrent-first-use", "twenty answers at once: WeComAppSenderTests"),
        new("outbound.aibot", VectorFile.All, AiBot),
        new("outbound.webhook", VectorFile.All, "a robot that only posts into a group, which this host has none of"),
        new("websocket.frames", VectorFile.All, "a long connection, which this build does not open"),
    ]);

    /// <summary>The moment at which a recorded request was signed; any where it says none.</summary>
    public static DateTimeOffset SentAt(Vector entry) => DateTimeOffset.FromUnixTimeSeconds(
        long.TryParse((string?)entry.Json["query"]?["timestamp"], out var seconds) ? seconds : 1_767_225_600);

    /// <summary>A recorded request, byte for byte, to a bot of ours.</summary>
    public static RawRequest Request(Vector entry, string? bot = null)
    {
        var query = entry.Text("query_string");
        return new RawRequest(
            entry.Text("method"),
            $"/webhooks/{bot ?? entry.Bot}{(query.Length > 0 ? "?" + query : "")}",
            entry.Text("content_type") is { Length: > 0 } type ? [("Content-Type", type)] : [],
            Encoding.UTF8.GetBytes(entry.Text("raw_body")));
    }

    private static IEnumerable<string> AiBotEntries(params string[] path)
    {
        var root = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "wecom.json")))!;
        return path.Aggregate(root, (node, name) => node[name]!).AsArray()
            .Where(entry => (string)entry!["robot_kind"]! == "aibot").Select(entry => (string)entry!["id"]!);
    }
}
