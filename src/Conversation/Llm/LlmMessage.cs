using System.Text.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Llm;

/// <summary>One entry of the conversation as the model sees it.</summary>
public sealed record LlmMessage(LlmRole Role, IReadOnlyList<LlmContent> Content)
{
    public static LlmMessage Of(LlmRole role, string text) => new(role, [new LlmContent.Text(text)]);

    /// <summary>True if the model asks for tools in it.</summary>
    public bool HasToolCall => Content is not [LlmContent.Text] && Content.Any(content => content is LlmContent.ToolCall);
}

public enum LlmRole
{
    System,
    User,
    Assistant,
    Tool,
}

/// <summary>What an entry holds.</summary>
public abstract record LlmContent
{
    private LlmContent()
    {
    }

    public sealed record Text(string Value) : LlmContent
    {
        private byte[]? _json;

        /// <summary>The words as a JSON string in UTF-8. Kept, for a context is said again with every question.</summary>
        public ReadOnlySpan<byte> Json => _json ??= JsonSerializer.SerializeToUtf8Bytes(Value, MessageJson.Compact.String);

        public bool Equals(Text? other) => other is not null && other.Value == Value;

        public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>A picture in a user's message; servers take PNG, JPEG, WebP and GIF that stands still.</summary>
    /// <param name="MediaType">What its bytes are, such as <c>image/png</c>.</param>
    /// <param name="Bytes">All of it.</param>
    public sealed record Image(string MediaType, ReadOnlyMemory<byte> Bytes) : LlmContent
    {
        /// <summary>Never prints what people sent.</summary>
        public override string ToString() => $"{MediaType}, {Bytes.Length} bytes";
    }

    /// <summary>In an assistant's message: the model asked for a tool.</summary>
    public sealed record ToolCall(string Id, string Name, string Arguments) : LlmContent;

    /// <summary>In a tool's message: what the call with that id gave.</summary>
    public sealed record ToolResult(string CallId, string Output) : LlmContent;
}

/// <summary>A function the model may call; <paramref name="ParametersSchema"/> is JSON Schema.</summary>
public sealed record LlmTool(string Name, string Description, string ParametersSchema);
