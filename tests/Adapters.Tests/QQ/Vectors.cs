using System.Text.Json.Nodes;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>Requests and answers as they go over the wire, made by other tools than the one under test (see <c>about</c> in the file).</summary>
internal static class Vectors
{
    public static JsonObject File { get; } =
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "qq.json")))!.AsObject();

    public static IReadOnlyList<JsonObject> Section(params string[] path)
    {
        JsonNode node = File;
        foreach (var step in path)
            node = node[step]!;
        return [.. node.AsArray().Select(item => item!.AsObject())];
    }

    public static JsonObject Find(string section, string name) => Section(section).Single(item => (string?)item["name"] == name);

    public static TheoryData<string> Names(params string[] path) => [.. Section(path).Select(item => (string)item["name"]!)];
}
