using BotHost.Conversation.Audit;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Access;

/// <summary>What is said where a bot's filter found one of its words. The word itself is said to nobody, and written nowhere.</summary>
internal static class ForbiddenWords
{
    /// <summary>Null for a question that may be asked.</summary>
    /// <param name="turn">Whose question it is.</param>
    /// <param name="text">All that a model would be told of it: quotes, recordings and files too.</param>
    public static Answer? InQuestion(Turn turn, string text) =>
        turn.Bot.Words?.IsIn(text) == true ? Told(turn, "question", Phrases.In(turn.Bot.Language).WordInQuestion(turn.Reference)) : null;

    public static Answer InAnswer(Turn turn) => Told(turn, "answer", Phrases.In(turn.Bot.Language).WordInAnswer(turn.Reference));

    private static Answer Told(Turn turn, string where, string words) => new()
    {
        Kind = ReplyKind.Notice,
        Text = words,
        Writes = [SqlAudit.With(new AuditEntry(turn.Bot.Name, turn.Message.Sender.Id, "word", $"{where}, message {turn.Reference}"))],
    };
}
