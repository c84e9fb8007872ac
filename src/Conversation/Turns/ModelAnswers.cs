using BotHost.Conversation.Access;
using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Makes of a message a question, has it answered, and makes of whatever comes back something a person can read.</summary>
internal sealed class ModelAnswers(MessageReader reader, ModelChain chain, IServerStates states, AnswerPictures pictures)
{
    /// <param name="turn">What is asked, by whom.</param>
    /// <param name="grow">Begins to show what the model writes, below what the person is told first.</param>
    /// <param name="cancellationToken">Ends the call, and with it the server's work.</param>
    public async Task<Answer> AnswerAsync(Turn turn, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var reading = await reader.ReadAsync(turn, cancellationToken);
        var question = Question.Of(turn, reading, Prompts.TokensForDocuments(chain.First(turn)));
        return question.IsEmpty
            ? NothingToAsk(reading, question, Phrases.In(turn.Bot.Language))
            : await AnswerAsync(turn, question, grow, cancellationToken);
    }

    /// <summary>The same for a question that is known already.</summary>
    public async Task<Answer> AnswerAsync(Turn turn, Question question, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        if (ForbiddenWords.InQuestion(turn, question.Text) is { } told)
        {
            return told;
        }

        var (model, heard, asked, usage) = await chain.AskAsync(turn, question, grow, cancellationToken);
        var answer = Finish(turn, model, asked, heard, usage, Phrases.In(turn.Bot.Language));
        if (model.KeepsState)
        {
            // Also of an answer that left nothing: what the server had before is not what it has now.
            answer = answer with { Writes = [.. answer.Writes, states.Keep(model.Name, heard is { Failure: null, Reason: "stop" } ? heard.State : null)] };
        }

        return await pictures.TakeOutAsync(turn, answer, cancellationToken);
    }

    private static Answer NothingToAsk(MessageReading reading, Question question, Phrases phrases) => question.Notice.Length > 0
        ? new Answer { Kind = ReplyKind.Notice, Text = question.Notice }
        : reading.Parts.Any(part => part is ReadPart.Unsupported or ReadPart.Quote)
            ? new Answer { Kind = ReplyKind.Notice, Text = phrases.CannotRead }
            : new Answer { Kind = ReplyKind.Answer, Text = phrases.EmptyMention };

    private static Answer Finish(Turn turn, LlmModel model, Question question, Heard heard, TurnUsage usage, Phrases phrases)
    {
        if (heard is { Reason: Heard.Stopped, Text.Length: 0 })
        {
            return new Answer { Kind = ReplyKind.Notice, Text = phrases.StoppedBefore, Usage = usage, Unanswered = turn.Claim.MessageId };
        }

        if (heard is { Refused: { } refused, Entries.Count: 0 })
        {
            return refused with { Usage = usage.IsNothing ? null : usage };
        }

        if (heard.IsFiltered || (heard.Text.Length == 0 && heard.Failure is not null))
        {
            // Nothing of a blocked or failed turn becomes context.
            var kind = heard.Failure?.Kind ?? LlmFailureKind.ContentFiltered;
            return new Answer { Kind = ReplyKind.Notice, Text = phrases.ModelFailure(kind, turn.Reference), Usage = usage, Unanswered = turn.Claim.MessageId };
        }

        if (heard is { Text.Length: 0, Refused: null })
        {
            var kind = heard.Reason == "length" ? LlmFailureKind.RequestTooLarge : LlmFailureKind.EmptyAnswer;
            return new Answer { Kind = ReplyKind.Notice, Text = phrases.ModelFailure(kind, turn.Reference), Usage = usage, Unanswered = turn.Claim.MessageId };
        }

        var mark = heard.Failure is not null ? phrases.Interrupted
            : heard.Reason == Heard.Stopped ? phrases.Stopped
            : heard is { Refused: { } instead, Text.Length: 0 } ? instead.Text
            : heard.Refused is { } below ? $"\n\n{below.Text}"
            : heard.Reason == "length" ? phrases.LengthLimit
            : "";
        var text = mark.Length == 0 ? heard.Text : MarkdownPictures.BeforeUnfinished(heard.Text);
        var remembered = mark.Length == 0 ? heard.Remembered : MarkdownPictures.BeforeUnfinished(heard.Remembered);
        if (heard.Remembered.Length == 0)
        {
            remembered = mark;                  // a budget's words: after what tools gave there is an answer, and it was this
        }

        IReadOnlyList<ContextEntry> entries = [Prompts.Entry(turn, model, question), .. heard.Entries, Prompts.Entry(turn, model, MarkdownPictures.WithoutEmbedded(remembered))];
        return new Answer
        {
            Kind = heard is { Failure: null, Refused: null, Reason: not Heard.Stopped } ? ReplyKind.Answer : ReplyKind.Notice,
            Text = GrowingAnswer.Below(heard.Notice, text + mark),
            WasStopped = heard.Reason == Heard.Stopped,
            Usage = usage,
            Entries = entries,
            Folds = entries.Skip(1).Sum(ContextWindow.Cost) > heard.UntilLong ? model : null,
        };
    }
}
