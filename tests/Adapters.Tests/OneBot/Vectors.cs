using System.Text.Json.Nodes;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>Events as they go over the wire, made by other tools than the one under test (see <c>about</c> in the file).</summary>
internal static class Vectors
{
    private static readonly JsonObject File =
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "qq.json")))!.AsObject();

    public static DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds((long)File["about"]!["now"]!);

    public static TheoryData<string> Names => [.. Events.Select(item => (string)item["name"]!)];

    private static IEnumerable<JsonObject> Events => File["onebot"]!.AsArray().Select(item => item!.AsObject());

    public static IEnumerable<JsonObject> Texts(string kind) => File["textCases"]![kind]!.AsArray().Select(item => item!.AsObject());

    public static JsonObject Find(string name) => Events.Single(item => (string?)item["name"] == name);
}
