using BotHost.Conversation.Inbox;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Context;

/// <summary>What was said before in a conversation.</summary>
internal interface IContextStore
{
    /// <summary>
    /// The entries of the claimed conversation's context, newest first: one more than <see cref="EngineLimits.ContextEntries"/> if there are
    /// more, so that reading costs the same however long the conversation is.
    /// </summary>
    IReadOnlyList<ContextEntry> Newest(Claim claim);

    /// <summary>The claimed turn's answer is stored, and with it what it adds to the context.</summary>
    void Added(Claim claim, Answer answer);

    /// <summary>Entries of the conversation were deleted: nothing of it may be remembered from before.</summary>
    void Forgotten(long conversationId);
}
