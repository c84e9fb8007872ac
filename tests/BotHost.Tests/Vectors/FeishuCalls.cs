using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Tests.Vectors;

/// <summary>The calls of a host to a recorded Feishu.</summary>
internal static class FeishuCalls
{
    /// <summary>发送消息: longer names are refused.</summary>
    private const int MaxNameCharacters = 50;

    /// <summary>What people read.</summary>
    public static bool IsMessage(this PlatformCall call) =>
        call.Method == "POST" && (call.Url.EndsWith("/reply", StringComparison.Ordinal) || call.Url.Contains("/im/v1/messages?", StringComparison.Ordinal));

    public static bool IsCardText(this PlatformCall call) => call.Method == "PUT" && call.Url.EndsWith("/content", StringComparison.Ordinal);

    /// <summary>What is called, in one word.</summary>
    public static string Name(this PlatformCall call)
    {
        var path = new Uri(call.Url).AbsolutePath.Split('/')[2..];
        return (call.Method, path) switch
        {
            ("POST", ["im", _, "messages"]) => "send",
            ("POST", ["im", _, "messages", _, "reply"]) => "reply",
            ("PATCH", ["im", _, "messages", _]) => "patch",
            ("DELETE", ["im", _, "messages", _]) => "recall",
            ("POST", ["im", _, "messages", _, "reactions"]) => "react",
            ("DELETE", ["im", _, "messages", _, "reactions", _]) => "unreact",
            ("GET", ["im", _, "messages", _]) => "look",
            ("GET", ["im", _, "messages", _, "resources", _]) => "download",
            ("POST", ["im", _, "images"]) => "upload",
            ("POST", ["cardkit", _, "cards"]) => "create",
            ("PUT", ["cardkit", _, "cards", _, "elements", _, "content"]) => "text",
            ("PATCH", ["cardkit", _, "cards", _, "settings"]) => "close",
            ("PUT", ["cardkit", _, "cards", _]) => "replace",
            _ => $"{call.Method} {call.Url}",
        };
    }

    /// <summary>
    /// The recorded call, byte for byte. The names by which the platform recognises what it has seen are the host's own; what else it is
    /// free to choose is given.
    /// </summary>
    /// <param name="entry">The recorded call.</param>
    /// <param name="call">The host's.</param>
    /// <param name="own">What stands in the recorded body, and what the host writes instead.</param>
    public static void AssertMade(Vector entry, PlatformCall call, params IEnumerable<(string Recorded, string Own)> own)
    {
        var query = string.Concat((entry.Json["query"]?.AsObject() ?? []).Select(parameter => $"?{parameter.Key}={parameter.Value}"));
        Assert.Equal(((string)entry.Json["method"]!, $"https://open.feishu.cn{entry.Text("path")}{query}"), (call.Method, call.Url));
        Assert.All(entry.Json["headers"]!.AsObject(), header => Assert.Equal((string)header.Value!, call.Headers[header.Key]));
        var expected = entry.Text("bodyRaw");
        foreach (var (recorded, ours) in own.Concat(Names(entry, call)))
        {
            Assert.Contains(recorded, expected, StringComparison.Ordinal);
            expected = expected.Replace(recorded, ours, StringComparison.Ordinal);
        }

        Assert.Equal(expected, call.Body);
        if (call.Body.Length > 0)
            Assert.Equal($"{Encoding.UTF8.GetByteCount(call.Body)}", call.Headers["Content-Length"]);
    }

    /// <summary>What the body says under this name.</summary>
    public static string Said(this PlatformCall call, string name) => (string?)call.Json()[name] ?? "";

    public static int Sequence(this PlatformCall call) => (int)call.Json()["sequence"]!;

    private static IEnumerable<(string Recorded, string Own)> Names(Vector entry, PlatformCall call)
    {
        if ((string?)entry.Json["body"]?["uuid"] is not { } recorded)
            yield break;
        var ours = call.Said("uuid");
        Assert.InRange(ours.Length, 1, MaxNameCharacters);
        yield return (recorded, ours);
    }

    private static JsonNode Json(this PlatformCall call) => JsonNode.Parse(call.Body)!;
}
