using System.Globalization;
using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>Loads the context, asks the model, and makes of whatever comes back something a person can read.</summary>
internal sealed partial class ModelAnswers(
    LlmModels models,
    IContextStore contexts,
    MessageReader reader,
    PromptPictures shown,
    AnswerPictures pictures,
    EngineLimits limits,
    EngineMetrics metrics,
    TimeProvider time,
    ILogger<ModelAnswers> logger)
{
    /// <param name="turn">What is asked, by whom.</param>
    /// <param name="grow">Begins to show what the model writes, below what the person is told first.</param>
    /// <param name="cancellationToken">Ends the call, and with it the server's work.</param>
    public async Task<Answer> AnswerAsync(Turn turn, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var model = models.Find(turn.Bot.Model);
        var reading = await reader.ReadAsync(turn, cancellationToken);
        var question = Question.Of(turn, reading, documentTokens: TokensForDocuments(model));
        if (question.IsEmpty)
        {
            return NothingToAsk(reading, question, phrases);
        }

        var heard = await AskAsync(turn, model, question, share: 1, model.Vision, grow, cancellationToken);
        if (heard is { Failure.Kind: LlmFailureKind.ContextTooLong, HadHistory: true })
        {
            // Our estimate was too low for this model: once more with half of what was said before.
            heard = await AskAsync(turn, model, question, share: 0.5, model.Vision, grow, cancellationToken);
        }
        else if (heard is { Failure.Kind: LlmFailureKind.ImageRefused } && question.Text.Length > 0)
        {
            // The words can be answered without the picture, and the person is told that they were.
            question = question with { Notice = Below(question.Notice, phrases.ModelFailure(LlmFailureKind.ImageRefused, turn.Reference)) };
            heard = await AskAsync(turn, model, question, share: 1, vision: false, grow, cancellationToken);
            question = question with { Pictures = [] };         // remembered, it would be shown and refused with every question to come
        }

        if (heard.Failure is { } failure)
        {
            Log.ModelFailed(logger, turn.Reference, turn.Claim.Bot, model.Name, failure.Kind, failure.Detail);
        }

        return await pictures.TakeOutAsync(turn, Finish(turn, model, question, heard, phrases), cancellationToken);
    }

    /// <summary>Documents may take half of what a question and what was said before it may take.</summary>
    private static int TokensForDocuments(LlmModel model) => ContextWindow.TokensForHistory(model.ContextWindow, model.MaxOutputTokens, alwaysSaid: 0) / 2;

    private static Answer NothingToAsk(MessageReading reading, Question question, Phrases phrases) => question.Notice.Length > 0
        ? new Answer { Kind = ReplyKind.Notice, Text = question.Notice }
        : reading.Parts.Any(part => part is ReadPart.Unsupported or ReadPart.Quote)
            ? new Answer { Kind = ReplyKind.Notice, Text = phrases.CannotRead }
            : new Answer { Kind = ReplyKind.Answer, Text = phrases.EmptyMention };

    private Task<ShownPictures> ShowAsync(Turn turn, LlmModel model, Question question, double share, bool vision, CancellationToken cancellationToken)
    {
        var entry = Entry(turn, question);
        var alwaysSaid = TokenEstimator.O200k.Estimate(turn.Bot.Persona) + entry.Tokens + (2 * TokenEstimator.PerMessage) + TokenEstimator.PerReply;
        var tokens = (int)(ContextWindow.TokensForHistory(model.ContextWindow, model.MaxOutputTokens, alwaysSaid) * share);
        var history = ContextWindow.Newest(contexts.Newest(turn.Claim), limits.ContextEntries, tokens);

        return shown.ShowAsync(history, entry, Phrases.In(turn.Bot.Language), vision, cancellationToken);
    }

    private static ContextEntry Entry(Turn turn, Question question) => new(
        turn.Claim.MessageId,
        EntryKind.User,
        question.Text,
        TokenEstimator.O200k.Estimate(question.Text) + (question.Pictures.Count * PromptPictures.TokensPerPicture))
    {
        Pictures = question.Pictures,
    };

    private async Task<Heard> AskAsync(
        Turn turn, LlmModel model, Question question, double share, bool vision, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        using var told = await ShowAsync(turn, model, question, share, vision, cancellationToken);
        var request = new LlmRequest
        {
            Messages = turn.Bot.Persona.Length > 0 ? [LlmMessage.Of(LlmRole.System, turn.Bot.Persona), .. told.Messages] : told.Messages,
            MaxOutputTokens = model.MaxOutputTokens,
        };
        var notice = told.Missing == 0 ? question.Notice : Below(question.Notice, Phrases.In(turn.Bot.Language).PicturesNotSeen(told.Missing));
        var heard = await AskAsync(model, request, notice, grow, cancellationToken);
        return heard with
        {
            Notice = notice,
            HadHistory = request.Messages.Count > 2,
            Usage = heard.Usage ?? Estimate(request, heard),
            IsEstimated = heard.Usage is null,
        };
    }

    private async Task<Heard> AskAsync(LlmModel model, LlmRequest request, string notice, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var heard = new Heard();
        using var answer = grow(notice);
        try
        {
            await foreach (var happened in model.Client.StreamAsync(request, cancellationToken))
            {
                switch (happened)
                {
                    case LlmEvent.Text piece:
                        answer.Append(piece.Delta);
                        break;
                    case LlmEvent.Refusal piece:
                        answer.Append(piece.Delta);
                        break;
                    case LlmEvent.Usage usage:
                        heard = heard with { Usage = usage };
                        break;
                    case LlmEvent.Finished finished:
                        heard = heard with { Reason = finished.Reason };
                        break;
                    case LlmEvent.Truncated:
                        heard = heard with { Failure = new LlmFailure(LlmFailureKind.Interrupted, "The stream ended without saying so.") };
                        break;
                    case LlmEvent.Failed failed:
                        heard = heard with { Failure = failed.Failure };
                        break;
                }
            }
        }
        finally
        {
            heard = heard with { Text = await answer.CompleteAsync() };
        }

        metrics.ModelAnswered(model.Name, time.GetElapsedTime(started));
        return heard with { Text = ShowsNothing(heard.Text) ? "" : heard.Text.Trim() };
    }

    /// <summary>True also for zero-width marks: an answer made of them would look like none at all.</summary>
    private static bool ShowsNothing(string text) =>
        text.All(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format);

    private static Answer Finish(Turn turn, LlmModel model, Question question, Heard heard, Phrases phrases)
    {
        var usage = new TurnUsage(model.Model, heard.Usage!.InputTokens, heard.Usage.OutputTokens, heard.IsEstimated);
        if (heard.Reason == "content_filter" || (heard.Text.Length == 0 && heard.Failure is not null))
        {
            // Nothing of a blocked or failed turn becomes context.
            var kind = heard.Failure?.Kind ?? LlmFailureKind.ContentFiltered;
            return new Answer { Kind = ReplyKind.Notice, Text = phrases.ModelFailure(kind, turn.Reference), Usage = usage };
        }

        if (heard.Text.Length == 0)
        {
            var kind = heard.Reason == "length" ? LlmFailureKind.RequestTooLarge : LlmFailureKind.EmptyAnswer;
            return new Answer { Kind = ReplyKind.Notice, Text = phrases.ModelFailure(kind, turn.Reference), Usage = usage };
        }

        var mark = heard.Failure is not null ? phrases.Interrupted : heard.Reason == "length" ? phrases.LengthLimit : "";
        var text = mark.Length == 0 ? heard.Text : MarkdownPictures.BeforeUnfinished(heard.Text);
        var remembered = MarkdownPictures.WithoutEmbedded(text);
        return new Answer
        {
            Kind = heard.Failure is null ? ReplyKind.Answer : ReplyKind.Notice,
            Text = GrowingAnswer.Below(heard.Notice, text + mark),
            Usage = usage,
            Entries =
            [
                Entry(turn, question),
                new ContextEntry(turn.Claim.MessageId, EntryKind.Assistant, remembered, TokenEstimator.O200k.Estimate(remembered)),
            ],
        };
    }

    /// <summary>A stream that was cut off reports nothing: the estimate is booked, and marked as one.</summary>
    private static LlmEvent.Usage Estimate(LlmRequest request, Heard heard) => new(
        heard.Failure is not null && heard.Text.Length == 0 ? 0 : request.Messages.Sum(message => message.Content.OfType<LlmContent.Text>().Sum(text => TokenEstimator.O200k.Estimate(text.Value))),
        TokenEstimator.O200k.Estimate(heard.Text));

    private static string Below(string notice, string another) => notice.Length == 0 ? another : $"{notice}\n{another}";

    /// <summary>One call, listened to until its end.</summary>
    private sealed record Heard
    {
        public string Text { get; init; } = "";

        public string Reason { get; init; } = "stop";

        public LlmEvent.Usage? Usage { get; init; }

        public LlmFailure? Failure { get; init; }

        /// <summary>True where the server reported no usage, and <see cref="Usage"/> is our estimate.</summary>
        public bool IsEstimated { get; init; }

        /// <summary>What the person is told before the answer.</summary>
        public string Notice { get; init; } = "";

        /// <summary>True if the model was reminded of something that was said before.</summary>
        public bool HadHistory { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: model {Model} failed, {Kind}: {Detail}")]
        public static partial void ModelFailed(ILogger logger, string messageId, string bot, string model, LlmFailureKind kind, string detail);
    }
}
