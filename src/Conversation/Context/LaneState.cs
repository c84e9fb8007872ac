using BotHost.Conversation.Inbox;

namespace BotHost.Conversation.Context;

/// <summary>A person's lane of a chat, or a chat's own where it is shared, as it stands.</summary>
/// <param name="Id">The conversation's row.</param>
/// <param name="ContextNo">Which of its conversations goes on.</param>
/// <param name="Settings">What was chosen for it.</param>
/// <param name="Waiting">Messages that are not answered yet.</param>
internal sealed record LaneState(long Id, long ContextNo, ConversationSettings Settings, int Waiting);

/// <summary>One of a lane's conversations.</summary>
/// <param name="ContextNo">Its number, from 1.</param>
/// <param name="Title">As somebody called it; empty if nobody did.</param>
/// <param name="Beginning">Its first question; empty if there is none.</param>
/// <param name="Turns">How many questions are kept.</param>
/// <param name="LastUsed">When the newest of its entries was written.</param>
internal sealed record PastConversation(long ContextNo, string Title, string Beginning, int Turns, DateTimeOffset LastUsed);
