using System.Text.Json;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>Chunks of an answer as OpenAI sends them.</summary>
internal static class Chunk
{
    public const string Done = "[DONE]";

    public static string Text(string text) => Delta($$"""{"content":{{JsonSerializer.Serialize(text)}}}""");

    public static string Delta(string delta) =>
        $$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}],"usage":null}""";

    public static string Finish(string reason = "stop") => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    public static string Usage(int input, int output) =>
        $$$"""{"choices":[],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""";
}
