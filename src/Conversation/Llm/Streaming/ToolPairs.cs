namespace BotHost.Conversation.Llm.Streaming;

/// <summary>
/// A server refuses every request in which a tool call has no result right behind it, or a result no call before it: one such pair, torn by
/// a kill or by trimming, would silence its conversation for good.
/// </summary>
internal static class ToolPairs
{
    private const string Unavailable = "Tool result unavailable; do not assume that the call was run.";

    /// <summary>The same messages with every call answered once, in the order of the calls, and no result without a call.</summary>
    public static IReadOnlyList<LlmMessage> Mend(IReadOnlyList<LlmMessage> messages)
    {
        if (!messages.Any(message => message.Role == LlmRole.Tool || Calls(message)))
            return messages;

        var mended = new List<LlmMessage>(messages.Count);
        for (var at = 0; at < messages.Count; at++)
        {
            if (messages[at].Role == LlmRole.Tool)
                continue; // results are taken with their call

            mended.Add(messages[at]);
            if (!Calls(messages[at]))
                continue;

            var results = messages.Skip(at + 1)
                .TakeWhile(message => message.Role == LlmRole.Tool)
                .SelectMany(message => message.Content.OfType<LlmContent.ToolResult>())
                .ToLookup(result => result.CallId);
            foreach (var id in messages[at].Content.OfType<LlmContent.ToolCall>().Select(call => call.Id).Distinct())
                mended.Add(new LlmMessage(LlmRole.Tool, [results[id].FirstOrDefault() ?? new LlmContent.ToolResult(id, Unavailable)]));
        }

        return mended;
    }

    private static bool Calls(LlmMessage message) => message is { Role: LlmRole.Assistant, HasToolCall: true };
}
