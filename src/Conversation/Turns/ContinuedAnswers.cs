using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Has a model go on with an answer that was cut at its limit, so that people see one answer that grows.</summary>
internal sealed class ContinuedAnswers(Prompts prompts, ToolLoop tools)
{
    /// <summary>
    /// Asks as often as the model may be asked. A continuation that fails, says nothing new or finds no room leaves the answer as it is,
    /// cut at its limit. One that a content filter stops after its first words takes the whole answer with it: those words are in it.
    /// </summary>
    /// <param name="asking">The question.</param>
    /// <param name="heard">What came so far; its text is in <paramref name="answer"/>.</param>
    /// <param name="answer">What people see of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Heard> GoOnAsync(Asking asking, Heard heard, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        var mayGoOn = true;
        for (var times = 0; mayGoOn && times < asking.Model.Continuations && heard is { Reason: "length", Failure: null }; times++)
        {
            (heard, mayGoOn) = await GoOnOnceAsync(asking, heard, answer, cancellationToken);
        }

        return heard;
    }

    /// <returns>What was heard in all, and false if it is of no use to ask once more.</returns>
    private async Task<(Heard Heard, bool MayGoOn)> GoOnOnceAsync(Asking asking, Heard heard, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        var written = answer.Text;
        if (string.IsNullOrWhiteSpace(written))
        {
            return (heard, false);              // all of it went into thinking: nothing to go on with
        }

        var goOn = Phrases.In(asking.Turn.Bot.Language).GoOnWriting;
        var estimator = asking.Room.Estimator;
        var said = estimator.Estimate(written) + estimator.Estimate(goOn) + (2 * TokenEstimator.PerMessage)
            + heard.Entries.Sum(Context.ContextWindow.Cost);
        var room = asking.Room with { Tokens = asking.Room.Without(said) };
        using var prompt = await prompts.BuildAsync(asking.Turn, asking.Model, asking.Question, room, asking.Vision, cancellationToken);
        if (prompt.Tokens > room.Tokens)
        {
            return (heard, false);
        }

        var request = prompt.Request with
        {
            Messages =
            [
                .. prompt.Request.Messages,
                .. heard.Entries.Select(entry => entry.Message),
                LlmMessage.Of(LlmRole.Assistant, written),
                LlmMessage.Of(LlmRole.User, goOn),
            ],
            State = heard.State,
        };
        answer.GoOn();
        var more = await AskAsync(asking, request, answer, cancellationToken);
        var isLonger = answer.Joined();
        var usage = more.Usage ?? Prompts.Estimate(
            asking.Model, prompt with { Request = request }, answer.Text[Math.Min(written.Length, answer.Text.Length)..], failed: more.Failure is not null);
        var wentOn = isLonger && more.Refused is null && (more.Failure is null || more.IsFiltered);
        heard = heard with
        {
            Usage = new LlmEvent.Usage(heard.Usage!.InputTokens + usage.InputTokens, heard.Usage.OutputTokens + usage.OutputTokens),
            IsEstimated = heard.IsEstimated || more.IsEstimated || more.Usage is null,
            Entries = [.. heard.Entries, .. more.Entries],
            Traces = [.. heard.Traces, .. more.Traces],
            State = more.State ?? heard.State,
            Refused = more.Refused,
            Reason = wentOn && more.IsFiltered ? Heard.Filtered : wentOn || more.Reason == Heard.Stopped ? more.Reason : heard.Reason,
        };
        return (heard, wentOn);
    }

    /// <summary>One that the person stops is paid for, too.</summary>
    private async Task<Heard> AskAsync(Asking asking, LlmRequest request, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            return await tools.AskAsync(asking.Turn, asking.Model, request, answer, cancellationToken);
        }
        catch (OperationCanceledException) when (asking.Turn.Stopped.IsCancellationRequested)
        {
            return new Heard { Reason = Heard.Stopped };
        }
    }
}
