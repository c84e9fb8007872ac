using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads what the model is told by <c>/v1/chat/completions</c>, and refuses what the real one refuses.</summary>
internal static class ChatCompletionsReader
{
    /// <exception cref="BadChatRequestException">The body is none that the real one takes.</exception>
    public static ChatRequest Read(Arrival arrival, string deployment)
    {
        using var document = JsonElements.ParseRequest(arrival.Body);
        var root = document.RootElement;
        var model = deployment.Length > 0 ? deployment : root.TextOf("model") ?? throw new BadChatRequestException("a model is required");
        if (root.Find("messages") is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0)
            throw new BadChatRequestException("messages are required");

        var lastUserText = CheckAndFindLastUserText(messages, out var hasPictures);
        return new ChatRequest(arrival, () => Messages(arrival.Body))
        {
            Api = FakeApi.ChatCompletions,
            Model = model,
            Stream = root.Find("stream") is { ValueKind: JsonValueKind.True },
            IncludeUsage = root.Find("stream_options")?.Find("include_usage") is { ValueKind: JsonValueKind.True },
            LastUserText = lastUserText,
            HasPictures = hasPictures,
            Tools = root.Find("tools") is { ValueKind: JsonValueKind.Array } tools ? Names(tools) : [],
        };
    }

    private static List<string> Names(JsonElement tools)
    {
        if (tools.GetArrayLength() == 0)
            throw new BadChatRequestException("tools is an empty list", "empty_array");
        return [.. tools.EnumerateArray().Select(tool => ToolNames.Check(tool.Find("function")?.TextOf("name")))];
    }

    private static string CheckAndFindLastUserText(JsonElement messages, out bool hasPictures)
    {
        JsonElement last = default;
        hasPictures = false;
        var unanswered = new HashSet<string>();
        foreach (var message in messages.EnumerateArray())
        {
            if (Role(message) is not { } role)
                throw new BadChatRequestException("a message has no role or one that is not known");
            CheckPairs(message, role, unanswered);
            hasPictures |= ChatContent.Check(message, role);
            if (role == "user")
                last = message;
        }

        return unanswered.Count > 0 ? throw Unanswered() : last.ValueKind == JsonValueKind.Object ? ChatContent.Text(last) : "";
    }

    /// <summary>Every call of a tool has its result right behind it, and every result its call before it.</summary>
    private static void CheckPairs(JsonElement message, string role, HashSet<string> unanswered)
    {
        if (role == "tool")
        {
            if (!unanswered.Remove(message.TextOf("tool_call_id") ?? ""))
                throw new BadChatRequestException("messages with role 'tool' must be a response to a preceding message with 'tool_calls'");
            return;
        }

        if (unanswered.Count > 0)
            throw Unanswered();
        foreach (var call in Calls(message))
            unanswered.Add(call.Id);
    }

    private static BadChatRequestException Unanswered() => new("an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'");

    private static IEnumerable<FakeToolCall> Calls(JsonElement message)
    {
        return message.Find("tool_calls") is { ValueKind: JsonValueKind.Array } calls
            ? calls.EnumerateArray().Select(call => new FakeToolCall(call.TextOf("id") ?? "", call.Find("function")?.TextOf("name") ?? "", call.Find("function")?.TextOf("arguments") ?? ""))
            : [];
    }

    private static List<ChatRequestMessage> Messages(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.GetProperty("messages").EnumerateArray().Select(message => new ChatRequestMessage(Role(message)!, ChatContent.Text(message))
        {
            Parts = ChatContent.Parts(message),
            ToolCalls = [.. Calls(message)],
            ToolCallId = message.TextOf("tool_call_id") ?? "",
        })];
    }

    private static string? Role(JsonElement message) =>
        message.TextOf("role") is "system" or "developer" or "user" or "assistant" or "tool" ? message.TextOf("role") : null;
}
