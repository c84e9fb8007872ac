using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>Requests and answers as they go over the wire, made by other tools than the one under test (see <c>meta</c> in the file).</summary>
internal static class FeishuVectors
{
    private static readonly JsonObject File =
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "feishu.json")))!.AsObject();

    /// <summary>With an Encrypt Key.</summary>
    public static FeishuOptions Encrypted { get; } = Options("A");

    /// <summary>Without one.</summary>
    public static FeishuOptions Plain { get; } = Options("B");

    public static string BotOpenId { get; } = (string)File["configs"]!["A"]!["botOpenId"]!;

    public static IReadOnlyList<JsonObject> Section(params string[] path) =>
        [.. path.Aggregate((JsonNode)File, (node, name) => node[name]!).AsArray().Select(item => item!.AsObject())];

    public static JsonObject Find(string section, string name) => Section(section).Single(item => (string?)item["name"] == name);

    public static TheoryData<string> Names(params string[] path) => [.. Section(path).Select(item => (string)item["name"]!)];

    public static FeishuOptions OptionsOf(JsonObject vector) => (string)vector["config"]! == "A" ? Encrypted : Plain;

    /// <summary>When the request of the vector came.</summary>
    public static ManualTimeProvider TimeOf(JsonObject vector) => TimeAt((long)vector["nowUnixSeconds"]!);

    public static ManualTimeProvider TimeAt(long unixSeconds)
    {
        var time = new ManualTimeProvider();
        time.Advance(DateTimeOffset.FromUnixTimeSeconds(unixSeconds) - time.GetUtcNow());
        return time;
    }

    public static WebhookRequest Request(JsonObject vector)
    {
        var body = Encoding.UTF8.GetBytes((string)vector["rawBody"]!);
        Assert.Equal((string)vector["rawBodySha256"]!, Convert.ToHexStringLower(SHA256.HashData(body)));
        return FeishuWebhooks.Request("POST", body, [.. vector["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!))]);
    }

    private static FeishuOptions Options(string name)
    {
        var config = File["configs"]![name]!;
        return new FeishuOptions
        {
            Bot = "feishu",
            AppId = (string)config["appId"]!,
            AppSecret = (string)config["appSecret"]!,
            VerificationToken = (string)config["verificationToken"]!,
            EncryptKey = (string)config["encryptKey"]!,
            BaseUrl = new Uri("https://open.feishu.cn/"),
        };
    }
}
