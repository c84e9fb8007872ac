using System.Text.Json.Nodes;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>Requests and answers as they go over the wire, made by another tool than the one under test (see <c>meta</c> in the file).</summary>
internal static class Vectors
{
    private static readonly JsonObject File =
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "onebot.json")))!.AsObject();

    public static DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds((long)File["meta"]!["now"]!);

    /// <summary>Copies, which a test may change.</summary>
    public static IEnumerable<JsonObject> Section(string section) => File[section]!.AsArray().Select(item => item!.DeepClone().AsObject());

    public static IEnumerable<JsonObject> Texts(string kind) => File["texts"]![kind]!.AsArray().Select(item => item!.AsObject());

    public static JsonObject Find(string section, string name) => Section(section).Single(item => (string?)item["name"] == name);

    public static TheoryData<string> Names(string section) => [.. Section(section).Select(item => (string)item["name"]!)];
}
