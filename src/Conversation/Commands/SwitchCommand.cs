using System.Globalization;
using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Goes back to another conversation of this lane.</summary>
internal sealed class SwitchCommand(SqlConversations conversations) : ICommand
{
    public IReadOnlyList<string> Names => ["/switch", "/切换"];

    public bool TakesWords => true;

    public string Describe(Phrases phrases) => phrases.HelpSwitch;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        if (!turn.MayChange)
        {
            return Told.Notice(phrases.AdministratorsOnly);
        }

        if (!long.TryParse(words, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || conversations.Find(turn.Claim.ConversationId, number) is not { } found)
        {
            return Told.Notice(phrases.NoSuchConversation);
        }

        return Task.FromResult(new Answer
        {
            Kind = ReplyKind.Answer,
            Text = phrases.Switched(number, HistoryCommand.Name(found)),
            SwitchesTo = number,
            Writes = SharedAct.Audited(turn, "switch", number),
        });
    }
}
