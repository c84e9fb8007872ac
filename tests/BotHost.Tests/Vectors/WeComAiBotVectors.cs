namespace BotHost.Tests.Vectors;

/// <summary>What was recorded for WeCom's AI bots, in the file that they share with its apps.</summary>
internal static class WeComAiBotVectors
{
    private const string App = "of a self-built app, which is a platform of its own";
    private const string Cards = "a card, which this host never sends";

    /// <summary>Whole sections in which nothing is an AI bot's, or which have tests elsewhere.</summary>
    private static readonly (string Section, string Reason)[] _others =
    [
        ("signature.cases", "texts that are no Base64, and so no callbacks: WeComSignatureTests makes them again"),
        ("configuration_errors", "settings, which a host refuses before there is an address: WeComAiBotPlatformTests"),
        ("passive_replies", "answers with random bytes of their own: WeComAiBotVectorTests of the adapters makes them again, byte for byte"),
        ("media_decryption", "files without a callback that names them: WeComAiBotAttachmentsTests decrypts each"),
        ("utf8_splitting.cases", "a function without a request: answers are cut by the engine, at better places"),
        ("outbound.app", App),
        ("outbound.app_scenarios", App),
        ("outbound.webhook", "a robot that only posts into a group, which this host has none of"),
        ("websocket.frames", "a long connection, which this build does not open"),
    ];

    public static VectorFile File { get; } = new("wecom.json",
    [
        .. _others.Select(other => new VectorException(other.Section, VectorFile.All, other.Reason)),
        .. WeComVectors.File.Entries
            .Where(entry => entry.Section is "url_verification.valid" or "callbacks.valid" or "invalid")
            .Where(entry => entry.Text("robot_kind") != "aibot")
            .Select(entry => new VectorException(entry.Section, entry.Name, App)),
        .. ((string[])["response-url-template-card", "passive-stream-with-card", "passive-template-card"]).Select(id => new VectorException("outbound.aibot", id, Cards)),
    ]);
}
