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
        if (conversations.FindUnanswered(turn.Claim) is { } unanswered && unanswered > (group ?? 0) && conversations.FindMessage(turn.Claim, unanswered) is { } failed)
        {
            return IsSomebodyElses(turn, failed)
                ? await Told.Notice(phrases.AdministratorsOnly)
                : await AskAsync(turn, unanswered, failed, cancellationToken);
        }

        if (group is null || conversations.FindQuestion(turn.Claim, group.Value) is not { } question)
        {
            return await Told.Notice(phrases.NothingToRetry);
        }

        // The last turn may have been a retry itself.
        var asked = conversations.FindQuestionAskedAgain(group.Value) ?? group.Value;
        var message = conversations.FindMessage(turn.Claim, asked);
        if (IsSomebodyElses(turn, message))
        {
            return await Told.Notice(phrases.AdministratorsOnly);
        }

        var again = (message is null ? turn : Again(turn, group.Value, message)) with { Claim = turn.Claim with { Replaces = group } };
        var answer = await model.AnswerAsync(again, new Question(question.Content, question.Pictures, Notice: ""), turn.Grow, cancellationToken);
        return Answered(answer, asked) with { Forgets = answer.Entries.Count > 0 ? group : null };
    }

    private async Task<Answer> AskAsync(Turn turn, long unanswered, IncomingMessage message, CancellationToken cancellationToken)
    {
        var answer = await model.AnswerAsync(Again(turn, unanswered, message), turn.Grow, cancellationToken);
        return Answered(answer, unanswered) with { HasRead = true };
    }

    /// <summary>What is asked, and what tools may read, is what was said then; who has it asked again pays for it.</summary>
    private static Turn Again(Turn turn, long group, IncomingMessage message) => turn with
    {
        Message = message with { Sender = turn.Message.Sender },
        Speaker = message.Sender,
        // Somebody else's question stays theirs, whoever has it asked again: by it, it is found when they are to be forgotten.
        GroupId = message.Sender.Id == turn.Message.Sender.Id ? turn.GroupId : group,
    };

    private static Answer Answered(Answer answer, long question) => answer with
    {
        Unanswered = null,
        Writes = answer.Entries.Count > 0 ? [.. answer.Writes, SqlConversations.AskedAgain(question)] : answer.Writes,
    };

    /// <summary>Also where nobody knows any more whose it was.</summary>
    internal static bool IsSomebodyElses(Turn turn, IncomingMessage? message) => !turn.MayChange && message?.Sender.Id != turn.Message.Sender.Id;
}
