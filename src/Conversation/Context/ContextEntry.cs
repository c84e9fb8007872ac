using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Context;

/// <summary>One thing that was said in a conversation, as the model will be reminded of it.</summary>
/// <param name="GroupId">The message that caused it: entries of one group are kept or dropped together.</param>
/// <param name="Tokens">The estimate of when it was written.</param>
internal sealed record ContextEntry(long GroupId, EntryKind Kind, string Content, int Tokens)
{
    /// <summary>Its row; 0 for one that was not read from the database.</summary>
    public long Id { get; init; }

    /// <summary>The pictures that belong to it (<see cref="Media.IMediaStore"/>), as far as they are still kept.</summary>
    public IReadOnlyList<long> Pictures { get; init; } = [];

    /// <summary>What the model reads. Made once: an entry is said again with every question.</summary>
    public LlmMessage Message { get; } = Kind is EntryKind.ToolCall or EntryKind.ToolResult
        ? ToolEntries.Read(Kind, Content)
        : LlmMessage.Of(Kind == EntryKind.User ? LlmRole.User : LlmRole.Assistant, Content);
}

/// <summary>Who said it. The numbers are stored.</summary>
internal enum EntryKind
{
    User = 0,
    Assistant = 1,
    ToolCall = 2,
    ToolResult = 3,

    /// <summary>Everything up to its group, in a few words: written when a conversation grew too long.</summary>
    Summary = 4,
}
