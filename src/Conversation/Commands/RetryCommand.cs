using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Asks the last question once more. What was answered before leaves the context when there is a new answer, and not earlier.</summary>
internal sealed class RetryCommand(ModelAnswers model, IContextStore contexts, SqlConversations conversations) : ICommand
{
    internal static readonly IReadOnlyList<string> Words = ["/retry", "retry", "重试", "/重试"];

    public IReadOnlyList<string> Names => Words;

    public bool AsksModel => true;

    public string Describe(Phrases phrases) => phrases.HelpRetry;

    public async Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var group = LastTurn.In(contexts.Newest(turn.Claim));
        if (conversations.FindUnanswered(turn.Claim) is { } unanswered && unanswered > (group ?? 0) && conversations.FindMessage(turn.Claim, unanswered) is { } message)
        {
            return IsSomebodyElses(turn, message)
                ? await Told.Notice(phrases.AdministratorsOnly)
                : await AskAsync(turn, unanswered, message, cancellationToken);
        }

        if (group is null || conversations.FindQuestion(turn.Claim, group.Value) is not { } question)
        {
            return await Told.Notice(phrases.NothingToRetry);
        }

        var asked = conversations.FindMessage(turn.Claim, group.Value);
        if (IsSomebodyElses(turn, asked))
        {
            return await Told.Notice(phrases.AdministratorsOnly);
        }

        var again = turn with
        {
            Claim = turn.Claim with { Replaces = group },
            // What tools may read is named in the question, and not in the word that has it asked again.
            Message = asked is null ? turn.Message : asked with { Sender = turn.Message.Sender },
            GroupId = GroupOf(turn, group.Value, asked),
        };
        var answer = await model.AnswerAsync(
            again, new Question(question.Content, question.Pictures, Notice: ""), turn.Grow, cancellationToken);
        return answer with { Forgets = answer.Entries.Count > 0 ? group : null, Unanswered = null };
    }

    private async Task<Answer> AskAsync(Turn turn, long unanswered, IncomingMessage message, CancellationToken cancellationToken)
    {
        var answer = await model.AnswerAsync(turn with { Message = message, GroupId = GroupOf(turn, unanswered, message) }, turn.Grow, cancellationToken);
        return answer with
        {
            HasRead = true,
            Unanswered = null,
            Writes = answer.Entries.Count > 0 ? [.. answer.Writes, SqlConversations.Answered(unanswered)] : answer.Writes,
        };
    }

    /// <summary>Somebody else's question stays theirs, whoever has it asked again: by it, it is found when they are to be forgotten.</summary>
    private static long GroupOf(Turn turn, long asked, IncomingMessage? message) =>
        message is null || message.Sender.Id == turn.Message.Sender.Id ? turn.GroupId : asked;

    /// <summary>Also where nobody knows any more whose it was.</summary>
    internal static bool IsSomebodyElses(Turn turn, IncomingMessage? message) => !turn.MayChange && message?.Sender.Id != turn.Message.Sender.Id;
}
