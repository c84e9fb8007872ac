using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Inbox;

/// <summary>Something that a turn changes beside its reply and its context: written in the same commit, or not at all. Made by the store whose rows it writes.</summary>
/// <param name="session">The writer's.</param>
/// <param name="claim">The turn's.</param>
/// <param name="now">UTC milliseconds.</param>
internal delegate void TurnWrite(SqlSession session, Claim claim, long now);
