namespace BotHost.Conversation.Context;

/// <summary>What was said before in a conversation.</summary>
internal interface IContextStore
{
    /// <summary>
    /// The newest entries of a context that fit into <paramref name="tokens"/>, oldest first, whole groups only. Reads no more than
    /// it returns and one page, however long the conversation is.
    /// </summary>
    IReadOnlyList<ContextEntry> Load(long conversationId, long contextNo, int tokens);
}
