using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Context;

/// <summary>
/// How a conversation remembers the tools that were called in it: for each round of a turn one entry with the calls and one with what they gave.
/// They stand in the group of their message, so that no call is ever kept without its result.
/// </summary>
internal static class ToolEntries
{
    public static ContextEntry Of(long groupId, IReadOnlyList<LlmContent.ToolCall> calls) =>
        Entry(groupId, EntryKind.ToolCall, JsonSerializer.Serialize(calls, ToolEntryJson.Compact.IReadOnlyListToolCall));

    public static ContextEntry Of(long groupId, IReadOnlyList<LlmContent.ToolResult> results) =>
        Entry(groupId, EntryKind.ToolResult, JsonSerializer.Serialize(results, ToolEntryJson.Compact.IReadOnlyListToolResult));

    /// <summary>What the model reads of an entry that <see cref="Of(long, IReadOnlyList{LlmContent.ToolCall})"/> or its sister made.</summary>
    public static LlmMessage Read(EntryKind kind, string content) => kind == EntryKind.ToolCall
        ? new LlmMessage(LlmRole.Assistant, JsonSerializer.Deserialize(content, ToolEntryJson.Compact.IReadOnlyListToolCall)!)
        : new LlmMessage(LlmRole.Tool, JsonSerializer.Deserialize(content, ToolEntryJson.Compact.IReadOnlyListToolResult)!);

    private static ContextEntry Entry(long groupId, EntryKind kind, string content) => new(groupId, kind, content, TokenEstimator.O200k.Estimate(content));
}

/// <summary>How calls and results are written into the database. Old rows must stay readable: properties may be added, never renamed.</summary>
[JsonSerializable(typeof(IReadOnlyList<LlmContent.ToolCall>))]
[JsonSerializable(typeof(IReadOnlyList<LlmContent.ToolResult>))]
internal sealed partial class ToolEntryJson : JsonSerializerContext
{
    public static ToolEntryJson Compact { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
