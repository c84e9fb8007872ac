using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace BotHost.Adapters.Tests.WeCom;

/// <summary>What was recorded for WeCom; <c>how_computed</c> in the file says by what.</summary>
internal static class WeComVectors
{
    public static JsonObject Root { get; } =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "wecom.json")))!.AsObject();

    public static IEnumerable<JsonObject> Entries(params string[] path) =>
        path.Aggregate((JsonNode)Root, (node, name) => node[name]!).AsArray().Select(entry => entry!.AsObject());

    public static string Text(this JsonObject entry, string name) => (string?)entry[name] ?? "";

    public static DateTimeOffset SentAt(JsonObject entry) => DateTimeOffset.FromUnixTimeSeconds(
        long.TryParse((string?)entry["query"]?["timestamp"], out var seconds) ? seconds : 1_767_225_600);

    /// <summary>The recorded request, byte for byte.</summary>
    public static WebhookRequest Request(JsonObject entry) => new()
    {
        Method = entry.Text("method"),
        Query = new QueryCollection(QueryHelpers.ParseQuery(entry.Text("query_string"))),
        Headers = new HeaderDictionary { ["Content-Type"] = entry.Text("content_type") },
        Body = System.Text.Encoding.UTF8.GetBytes(entry.Text("raw_body")),
    };
}
