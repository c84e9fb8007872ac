using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>An answer of the fake: <c>Code</c> is -1 where there is no JSON.</summary>
internal sealed record FeishuReply(int Status, int Code, JsonNode? Body, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Data => Body!["data"]!;
}
