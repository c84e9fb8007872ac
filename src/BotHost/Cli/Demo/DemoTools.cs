using System.Text.Json;
using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>How the simulated model uses a tool: asked to, it calls the server's <c>echo</c>, and then says what came of it.</summary>
internal static class DemoTools
{
    /// <summary>Followed by a server's name, a colon and what shall be said to it.</summary>
    public const string Ask = "请调用工具 ";

    public const string Found = "工具的结果是：";

    /// <summary>Null for a question that asks for no tool.</summary>
    public static FakeAnswer? Answer(ChatRequest request)
    {
        if (request.Messages[^1] is { Role: "tool", Text: var result })
        {
            return Found + result;
        }

        if (!request.LastUserText.StartsWith(Ask, StringComparison.Ordinal) || request.LastUserText[Ask.Length..].Split('：', 2) is not [var server, var words])
        {
            return null;
        }

        var tool = $"{server}__echo";
        return request.Tools.Contains(tool)
            ? new FakeAnswer("") { ToolCalls = [new FakeToolCall("call_demo", tool, JsonSerializer.Serialize(new Dictionary<string, string> { ["message"] = words }))] }
            : $"我没有工具 {tool}。";
    }
}
