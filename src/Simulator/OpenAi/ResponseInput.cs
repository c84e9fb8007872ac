using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads items of a response's input or of a conversation, and refuses what the real one refuses.</summary>
internal static class ResponseInput
{
    /// <summary>One entry for each item: a call of a tool is an entry of the assistant without words.</summary>
    /// <exception cref="BadChatRequestException">One is none that the real one takes.</exception>
    public static List<ChatRequestMessage> Read(JsonElement items) => [.. items.EnumerateArray().Select(Item)];

    /// <summary>As chat completions would tell the same: what was called in one go stands with the words before it.</summary>
    public static List<ChatRequestMessage> Join(IEnumerable<ChatRequestMessage> items)
    {
        var joined = new List<ChatRequestMessage>();
        foreach (var item in items)
        {
            if (item.ToolCalls.Count > 0 && joined is [.., { Role: "assistant" } last])
                joined[^1] = last with { ToolCalls = [.. last.ToolCalls, .. item.ToolCalls] };
            else
                joined.Add(item);
        }

        return joined;
    }

    /// <summary>Every call has its result and every result its call, or the model is not asked.</summary>
    /// <exception cref="BadChatRequestException">One has not.</exception>
    public static void CheckPairs(IEnumerable<ChatRequestMessage> items)
    {
        var unanswered = new HashSet<string>();
        foreach (var item in items)
        {
            if (item.Role == "tool" && !unanswered.Remove(item.ToolCallId))
                throw new BadChatRequestException($"No tool call found for function call output with call_id {item.ToolCallId}.");
            foreach (var call in item.ToolCalls)
                unanswered.Add(call.Id);
        }

        if (unanswered.Count > 0)
            throw new BadChatRequestException($"No tool output found for function call {unanswered.First()}.");
    }

    private static ChatRequestMessage Item(JsonElement item) => (item.TextOf("type") ?? (item.TextOf("role") is null ? "" : "message")) switch
    {
        "message" => Message(item),
        "function_call" => new ChatRequestMessage("assistant", "")
        {
            ToolCalls = [new FakeToolCall(Required(item, "call_id"), ToolNames.Check(item.TextOf("name")), Required(item, "arguments"))],
        },
        "function_call_output" => new ChatRequestMessage("tool", Required(item, "output")) { ToolCallId = Required(item, "call_id") },
        _ => throw new BadChatRequestException("an item is of a type that is not known here", "invalid_value"),
    };

    private static string Required(JsonElement item, string name) => item.TextOf(name) ?? throw new BadChatRequestException($"an item without {name}", "missing_required_parameter");

    private static ChatRequestMessage Message(JsonElement item)
    {
        var role = item.TextOf("role") is "system" or "developer" or "user" or "assistant"
            ? item.TextOf("role")! : throw new BadChatRequestException("a message has no role or one that is not known");
        if (item.TextOf("content") is { } text)
            return new ChatRequestMessage(role, text) { Parts = [new ChatRequestPart.Text(text)] };
        if (item.Find("content") is not { ValueKind: JsonValueKind.Array } content)
            throw new BadChatRequestException("a message without content");

        List<ChatRequestPart> parts = [.. content.EnumerateArray().Select(part => Part(part, role))];
        return new ChatRequestMessage(role, string.Concat(parts.OfType<ChatRequestPart.Text>().Select(part => part.Value))) { Parts = parts };
    }

    private static ChatRequestPart Part(JsonElement part, string role) => (part.TextOf("type"), role) switch
    {
        ("output_text", "assistant") or ("input_text", "user" or "system" or "developer") => new ChatRequestPart.Text(Required(part, "text")),
        ("refusal", "assistant") => new ChatRequestPart.Text(Required(part, "refusal")),
        ("input_image", "user") => ChatContent.Picture(part.Find("image_url") ?? throw new BadChatRequestException("a picture without an address", "invalid_image_url")),
        _ => throw new BadChatRequestException($"a part of a content that a message of the {role} does not have", "invalid_value"),
    };
}
