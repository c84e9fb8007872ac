using BotHost.Conversation.Context;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Takes the last question and its answer out of the context, as if they had never been.</summary>
internal sealed class UndoCommand(IContextStore contexts, SqlConversations conversations) : ICommand
{
    private const int LettersShown = 40;

    public IReadOnlyList<string> Names => ["/undo", "/撤销"];

    public string Describe(Phrases phrases) => phrases.HelpUndo;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        if (LastTurn.In(contexts.Newest(turn.Claim)) is not { } group || conversations.FindQuestion(turn.Claim, group) is not { } question)
        {
            return Told.Notice(phrases.NothingToUndo);
        }

        if (RetryCommand.IsSomebodyElses(turn, conversations.FindMessage(turn.Claim, group)))
        {
            return Told.Notice(phrases.AdministratorsOnly);
        }

        return Task.FromResult(new Answer
        {
            Kind = ReplyKind.Answer,
            Text = phrases.Undone(Excerpt.Of(question.Content, LettersShown)),
            Forgets = group,
            Writes = question.Pictures.Count == 0 ? [] : [(session, _, _) => SqlMediaStore.ForgetPictures(session, question.Pictures)],
        });
    }
}
