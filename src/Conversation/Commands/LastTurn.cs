using BotHost.Conversation.Context;

namespace BotHost.Conversation.Commands;

/// <summary>The newest question of a context with everything that came of it.</summary>
internal static class LastTurn
{
    /// <summary>Its group; null where there is none. A summary is nobody's turn.</summary>
    public static long? In(IReadOnlyList<ContextEntry> newestFirst) => newestFirst.FirstOrDefault(entry => entry.Kind != EntryKind.Summary)?.GroupId;
}
