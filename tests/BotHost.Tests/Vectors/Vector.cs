using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>Recorded requests and answers, made by another tool than the one under test (see <c>meta</c> in the file).</summary>
internal sealed class Vector
{
    public const string File = "vectors/dingtalk.json";

    /// <summary>How the two answers that say nothing begin in <c>sync_reply</c>; the third is an answer that this host never gives at once.</summary>
    private const string Silent = "silent";

    /// <summary>
    /// The calls out that a host makes. The others are media, links and action cards, recalls, and the old token, none of which it sends; wrong
    /// credentials, which the adapter's own tests meet; and a card that failed, whose recorded words are another's.
    /// </summary>
    private static readonly string[] _outbound =
    [
        "access-token", "private-text", "private-markdown", "group-text", "group-markdown", "private-text-flow-controlled", "private-text-invalid-user",
        "token-expired", "webhook-text-at", "webhook-markdown-at", "webhook-markdown-private", "webhook-expired",
        "card-create-and-deliver-private", "card-create-and-deliver-group", "card-create-delivery-failed", "card-streaming-update", "card-streaming-final",
        "card-streaming-throttled", "permission-missing", "emotion-thinking", "emotion-recall",
    ];

    private static readonly JsonObject _root =
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "dingtalk.json")))!.AsObject();

    private Vector(string section, string name, JsonObject json)
    {
        Section = section;
        Name = name;
        Json = json;
    }

    /// <summary>The moment that all requests were signed around.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds((long)_root["meta"]!["now_ms"]!);

    /// <summary>Every entry that a host of this build can be put to.</summary>
    public static IReadOnlyList<Vector> Selected { get; } =
    [
        .. Entries("signature_only"),
        .. Entries("valid"),
        new Vector("duplicate_delivery", "duplicate_delivery", _root["duplicate_delivery"]!.AsObject()),
        .. Entries("invalid"),
        .. Entries("boundary"),
        .. Entries("valid_signature_bad_body"),
        .. Entries("sync_reply").Where(entry => entry.Name.StartsWith(Silent, StringComparison.Ordinal)),
        .. _outbound.Select(name => Entries("outbound").Single(entry => entry.Name == name)),
    ];

    public string Section { get; }

    /// <summary>Unique in its section.</summary>
    public string Name { get; }

    public JsonObject Json { get; }

    public string Secret => (string)Json["secret"]!;

    public string Body => (string)Json["body"]!;

    public JsonObject Expected => Json["expect"]!.AsObject();

    /// <summary>A bot of its own for every request, so that none is the repetition of another.</summary>
    public string Bot => $"{Section}-{Name}";

    public static Vector Find(string section, string name) => Selected.Single(entry => entry.Section == section && entry.Name == name);

    public static TheoryData<string> Names(string section) => [.. Selected.Where(entry => entry.Section == section).Select(entry => entry.Name)];

    /// <summary>The recorded request, byte for byte, to the bot of this entry or to another.</summary>
    public RawRequest Request(string? bot = null)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        Assert.Equal((string)Json["body_sha256"]!, Convert.ToHexStringLower(SHA256.HashData(body)));
        Assert.Equal(Now.ToUnixTimeMilliseconds(), (long)Json["now_ms"]!);
        var headers = Json["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToList();
        return new RawRequest((string)Json["method"]!, $"/webhooks/{bot ?? Bot}", headers, body);
    }

    private static IEnumerable<Vector> Entries(string section) =>
        _root[section]!.AsArray().Select((item, index) => new Vector(section, (string?)item!["name"] ?? $"{index}", item.AsObject()));
}
