using System.Globalization;
using BotHost.Conversation.Access;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>
/// Asks one model one question, and mends, each once, what can be mended about the question itself: too long for it, or with pictures that
/// it does not take. Learns from what the server counts.
/// </summary>
internal sealed partial class ModelAttempts(
    Prompts prompts, Budgeting budgets, ToolLoop tools, ContinuedAnswers continued, EngineMetrics metrics, ILogger<ModelAttempts> logger)
{
    /// <returns>What came, and the question as it was asked in the end.</returns>
    public async Task<(Heard Heard, Question Question)> AskAsync(
        Turn turn, LlmModel model, Question question, bool hasFallback, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var room = ModelRoom.Of(model);
        var (shortened, blinded) = (false, false);
        var before = new Heard();
        while (true)
        {
            var asking = new Asking(turn, model, question, room, model.Vision && !blinded, hasFallback);
            var (heard, prompt) = await AskAsync(asking, grow, cancellationToken);
            before = heard = heard.After(before);
            if (heard.Failure is not { } failure || heard.Text.Length > 0 || heard.Entries.Count > 0)
            {
                return (heard, Kept(question, blinded));
            }

            if (!shortened && MayBeShorter(failure, prompt))
            {
                shortened = true;
                Learn(model, failure);
                room = room.After(model, failure, prompt.Tokens);
            }
            else if (!blinded && failure.Kind == LlmFailureKind.ImageRefused && question.Text.Length > 0)
            {
                // The words can be answered without the picture, and the person is told that they were.
                blinded = true;
                var refusal = Phrases.In(turn.Bot.Language).ModelFailure(LlmFailureKind.ImageRefused, turn.Reference);
                question = question with { Notice = Question.Below(question.Notice, refusal) };
            }
            else
            {
                return (heard, Kept(question, blinded));
            }
        }
    }

    /// <summary>Remembered, a picture that was refused would be shown and refused with every question to come.</summary>
    private static Question Kept(Question question, bool blinded) => blinded ? question with { Pictures = [] } : question;

    /// <summary>True if the model can be told less: of the conversation, or, where a rate counts the answer too, to say less.</summary>
    private static bool MayBeShorter(LlmFailure failure, Prompt prompt) =>
        (failure.Kind is LlmFailureKind.ContextTooLong or LlmFailureKind.RequestTooLarge && prompt.HasHistory)
        || failure is { Kind: LlmFailureKind.RequestTooLarge, Limit: not null };

    private async Task<(Heard Heard, Prompt Prompt)> AskAsync(Asking asking, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var (turn, model) = (asking.Turn, asking.Model);
        var prompt = await prompts.BuildAsync(turn, model, asking.Question, asking.Room, asking.Vision, cancellationToken);
        var grant = await budgets.ReserveAsync(turn, model, prompt.Request, spent: null, cancellationToken);
        if (grant.Refusal is { } refusal)
        {
            prompt.Dispose();
            return (new Heard { Refused = new Answer { Kind = ReplyKind.Notice, Text = refusal }, Usage = new LlmEvent.Usage(0, 0) }, prompt);
        }

        var notice = grant.Warning.Length == 0 ? prompt.Notice : Question.Below(prompt.Notice, grant.Warning);
        using var answer = grow(notice);
        var heard = new Heard();
        try
        {
            using (prompt)
            {
                heard = await tools.AskAsync(turn, model, prompt.Request with { HasFallback = asking.HasFallback }, answer, cancellationToken);
            }

            Calibrate(model, prompt, heard);
            heard = heard with
            {
                Usage = heard.Usage ?? Prompts.Estimate(model, prompt, answer.Text, failed: heard.Failure is not null),
                IsEstimated = heard.IsEstimated || heard.Usage is null,
            };
            heard = await continued.GoOnAsync(asking, heard, answer, cancellationToken);
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested)
        {
            // What is written by now is the answer, and it was paid for.
            heard = heard with { Reason = Heard.Stopped, Usage = heard.Usage ?? Prompts.Estimate(model, prompt, answer.Text, failed: false), IsEstimated = true };
        }
        finally
        {
            var text = await answer.CompleteAsync();
            var remembered = answer.Text;
            // Thoughts, sources and tools alone are no answer, whether they are shown or not.
            heard = ShowsNothing(remembered) ? heard with { Text = "", Remembered = "" } : heard with { Text = text.Trim(), Remembered = remembered.Trim() };
        }

        heard = heard with { Notice = notice, UntilLong = prompt.UntilLong };
        return (answer.IsForbidden ? heard with { Text = "", Failure = null, Entries = [], Refused = ForbiddenWords.InAnswer(turn) } : heard, prompt);
    }

    /// <summary>Compares what the server counted of this question with the estimate; not where tools were called or it was tried again, for then it counted several.</summary>
    private void Calibrate(LlmModel model, Prompt prompt, Heard heard)
    {
        if (heard is { Usage: { } usage, IsEstimated: false, Failure: null, Counts: 1, Entries: [] } && !prompt.HasPictures
            && model.Calibration.Learn(prompt.Tokens, usage.InputTokens))
        {
            metrics.TokensCounted(model.Name, model.Calibration.Current.Ratio);
        }
    }

    private void Learn(LlmModel model, LlmFailure failure)
    {
        if (failure is not { Kind: LlmFailureKind.ContextTooLong, Limit: { } limit })
        {
            return;
        }

        var window = ModelRoom.WindowOf(model, limit);
        if (window < model.ContextWindow && model.Calibration.LearnWindow(window))
        {
            Log.WindowLearnt(logger, model.Name, window, model.ContextWindow);
        }
    }

    /// <summary>True also for zero-width marks: an answer made of them would look like none at all.</summary>
    private static bool ShowsNothing(string text) =>
        text.All(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format);

    private static partial class Log
    {
        [LoggerMessage(EventId = 461, Level = LogLevel.Warning,
            Message = "Model {Model} says that its window is {Window} tokens, not {Configured}: {Window} are used until the next start. Set its ContextWindow.")]
        public static partial void WindowLearnt(ILogger logger, string model, int window, int configured);
    }
}

/// <summary>One question as it is put to one model.</summary>
/// <param name="Turn">Whose it is.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Room">How much may be said.</param>
/// <param name="Vision">Whether pictures are shown.</param>
/// <param name="HasFallback">Whether somebody else can be asked instead.</param>
internal sealed record Asking(Turn Turn, LlmModel Model, Question Question, ModelRoom Room, bool Vision, bool HasFallback);
