using System.Collections.Immutable;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Context;

/// <summary>What was said before in a conversation.</summary>
internal interface IContextStore
{
    /// <summary>
    /// The entries of the claimed conversation's context, newest first: one more than <see cref="EngineLimits.ContextEntries"/> if there are
    /// more, so that reading costs the same however long the conversation is. Where its oldest turns were folded into a summary, that
    /// comes at the end, in their place.
    /// </summary>
    ImmutableArray<ContextEntry> Newest(Claim claim);

    /// <summary>The claimed turn's answer is stored, and with it what it adds to the context.</summary>
    void Added(Claim claim, Answer answer);

    /// <summary>What is stored of a conversation was changed beside its turns.</summary>
    void Changed(long conversationId);
}
