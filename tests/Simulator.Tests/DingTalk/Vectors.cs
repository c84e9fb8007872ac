using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>Bodies and answers as DingTalk's documents show them; the signatures were made with openssl.</summary>
internal static class Vectors
{
    private static readonly JsonNode Root = Load();

    public static JsonArray Signatures => Root["signature_only"]!.AsArray();

    public static JsonNode Outbound(string name) => Root["outbound"]!.AsArray().Single(item => (string?)item!["name"] == name)!;

    public static JsonElement InboundBody(string name)
    {
        return JsonElement.Parse((string)Root["inbound"]!.AsArray().Single(item => (string?)item!["name"] == name)!["body"]!);
    }

    private static JsonNode Load()
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream("dingtalk.json")!;
        return JsonNode.Parse(stream)!;
    }
}
