using System.Globalization;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Asks one model one question, and mends what can be mended about the question itself: too long for it, or with pictures that it does not take.</summary>
internal sealed class ModelAttempts(Prompts prompts, ToolLoop tools)
{
    /// <returns>What came, and the question as it was asked in the end.</returns>
    public async Task<(Heard Heard, Question Question)> AskAsync(
        Turn turn, LlmModel model, Question question, bool hasFallback, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var heard = await AskAsync(turn, model, question, share: 1, model.Vision, hasFallback, grow, cancellationToken);
        if (heard is { Failure.Kind: LlmFailureKind.ContextTooLong, HadHistory: true })
        {
            // Our estimate was too low for this model: once more with half of what was said before.
            return (await AskAsync(turn, model, question, share: 0.5, model.Vision, hasFallback, grow, cancellationToken), question);
        }

        if (heard is { Failure.Kind: LlmFailureKind.ImageRefused } && question.Text.Length > 0)
        {
            // The words can be answered without the picture, and the person is told that they were.
            var refusal = Phrases.In(turn.Bot.Language).ModelFailure(LlmFailureKind.ImageRefused, turn.Reference);
            question = question with { Notice = Question.Below(question.Notice, refusal) };
            heard = await AskAsync(turn, model, question, share: 1, vision: false, hasFallback, grow, cancellationToken);
            question = question with { Pictures = [] };         // remembered, it would be shown and refused with every question to come
        }

        return (heard, question);
    }

    private async Task<Heard> AskAsync(
        Turn turn, LlmModel model, Question question, double share, bool vision, bool hasFallback, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        using var prompt = await prompts.BuildAsync(turn, model, question, share, vision, cancellationToken);
        using var answer = grow(prompt.Notice);
        var heard = new Heard();
        try
        {
            heard = await tools.AskAsync(turn, model, prompt.Request with { HasFallback = hasFallback }, answer, cancellationToken);
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested)
        {
            heard = heard with { Reason = Heard.Stopped };      // what is written by now is the answer
        }
        finally
        {
            var text = await answer.CompleteAsync();
            heard = heard with { Text = ShowsNothing(text) ? "" : text.Trim() };
        }

        return heard with
        {
            Notice = prompt.Notice,
            HadHistory = prompt.HasHistory,
            Usage = heard.Usage ?? Prompts.Estimate(prompt.Request, heard),
            IsEstimated = heard.IsEstimated || heard.Usage is null,
        };
    }

    /// <summary>True also for zero-width marks: an answer made of them would look like none at all.</summary>
    private static bool ShowsNothing(string text) =>
        text.All(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format);
}
