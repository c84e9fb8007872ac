using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Asks the last question once more. What was answered before leaves the context when there is a new answer, and not earlier.</summary>
internal sealed class RetryCommand(ModelAnswers model, IContextStore contexts, SqlConversations conversations) : ICommand
{
    public IReadOnlyList<string> Names => ["/retry", "retry", "重试", "/重试"];

    public string Describe(Phrases phrases) => phrases.HelpRetry;

    public async Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var group = LastTurn.In(contexts.Newest(turn.Claim));
        if (conversations.FindUnanswered(turn.Claim) is { } unanswered && unanswered > (group ?? 0) && conversations.FindMessage(turn.Claim, unanswered) is { } message)
        {
            return IsSomebodyElses(turn, message)
                ? await Told.Notice(phrases.AdministratorsOnly)
                : (await model.AnswerAsync(turn with { Message = message }, turn.Grow, cancellationToken)) with { HasRead = true, Unanswered = null };
        }

        if (group is null || conversations.FindQuestion(turn.Claim, group.Value) is not { } question)
        {
            return await Told.Notice(phrases.NothingToRetry);
        }

        if (IsSomebodyElses(turn, conversations.FindMessage(turn.Claim, group.Value)))
        {
            return await Told.Notice(phrases.AdministratorsOnly);
        }

        var answer = await model.AnswerAsync(
            turn with { Claim = turn.Claim with { Replaces = group } }, new Question(question.Content, question.Pictures, Notice: ""), turn.Grow, cancellationToken);
        return answer with { Forgets = answer.Entries.Count > 0 ? group : null, Unanswered = null };
    }

    /// <summary>Also where nobody knows any more whose it was.</summary>
    internal static bool IsSomebodyElses(Turn turn, IncomingMessage? message) => !turn.MayChange && message?.Sender.Id != turn.Message.Sender.Id;
}
