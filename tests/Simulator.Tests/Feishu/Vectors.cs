using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>Events, calls and answers as Feishu's documents show them; ciphertexts and hashes were confirmed with openssl.</summary>
internal static class Vectors
{
    private static readonly JsonNode Root = Load();

    public static JsonNode Config(string name) => Root["configs"]![name]!;

    public static JsonArray Ciphertexts => Root["crypto"]!.AsArray();

    public static JsonArray Signatures => Root["signatures"]!.AsArray();

    public static JsonArray Requests => Root["requests"]!.AsArray();

    /// <summary>Calls as they came, with their headers.</summary>
    public static JsonArray Deliveries => Root["deliveries"]!.AsArray();

    public static string Challenge => (string)Root["challenge"]!;

    public static JsonNode Response(string name) => Root["responses"]!.AsArray().Single(item => (string?)item!["name"] == name)!;

    public static JsonElement Event(string name)
    {
        return JsonElement.Parse((string)Root["events"]!.AsArray().Single(item => (string?)item!["name"] == name)!["plaintext"]!);
    }

    private static JsonNode Load()
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream("feishu.json")!;
        return JsonNode.Parse(stream)!;
    }
}
