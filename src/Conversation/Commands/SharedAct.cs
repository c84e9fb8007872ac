using BotHost.Conversation.Audit;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Commands;

/// <summary>What an administrator changes of the conversations that a group shares is written down. With their own, people do as they like.</summary>
internal static class SharedAct
{
    /// <param name="turn">Who does it, and where.</param>
    /// <param name="act">What, in one word.</param>
    /// <param name="contextNo">To which of the conversations.</param>
    public static IReadOnlyList<TurnWrite> Audited(Turn turn, string act, long contextNo) => turn.IsShared
        ? [SqlAudit.With(new AuditEntry(turn.Claim.Bot, turn.Message.Sender.Id, act, $"conversation {turn.Claim.ConversationId}: number {contextNo}"))]
        : [];
}
