using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Gives the conversation a name, by which it is found again.</summary>
internal sealed class TitleCommand(SqlConversations conversations) : ICommand
{
    private const int MostLetters = 50;

    public IReadOnlyList<string> Names => ["/title", "/标题"];

    public bool TakesWords => true;

    public string Describe(Phrases phrases) => phrases.HelpTitle;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        if (words.Length == 0)
        {
            return Told.Answer(phrases.CurrentTitle(conversations.TitleOf(turn.Claim.ConversationId, turn.Claim.ContextNo)));
        }

        if (!turn.MayChange)
        {
            return Told.Notice(phrases.AdministratorsOnly);
        }

        var title = Excerpt.Of(words, MostLetters);
        return Task.FromResult(new Answer
        {
            Kind = ReplyKind.Answer,
            Text = phrases.Titled(title),
            Writes = [SqlConversations.Call(title, turn.Message.Sender.Id), .. SharedAct.Audited(turn, "title", turn.Claim.ContextNo)],
        });
    }
}
