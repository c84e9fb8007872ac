using BotHost.Conversation.Budgets;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Tools;

namespace BotHost.Conversation.Turns;

/// <summary>Asks the model, calls the tools that it asks for, and asks again with what they gave, until it answers.</summary>
internal sealed class ToolLoop(ModelCalls calls, Budgeting budgets, ToolShelf shelf, ToolCaller caller, TimeProvider time)
{
    private const string CutCall = "Your answer was cut off at its length limit in the middle of the call, so that the tool was not called. Ask for less at once.";
    private const string TooMany = "Too many tools at once: this one was not called. Call it again if it is still needed.";
    private const string LastRound = "\n[No more tools can be called for this question. Answer now with what you have.]";

    public Task<Heard> AskAsync(Turn turn, LlmModel model, LlmRequest request, GrowingAnswer answer, CancellationToken cancellationToken) => turn.Bot.Tools.Count == 0
        ? calls.ListenAsync(model, request, answer, cancellationToken)
        : AskWithToolsAsync(turn, model, request, answer, cancellationToken);

    private async Task<Heard> AskWithToolsAsync(Turn turn, LlmModel model, LlmRequest request, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        var box = await shelf.OpenAsync(turn.Bot, cancellationToken);
        var rounds = new ToolRounds(request, model) { GroupId = turn.GroupId };
        try
        {
            return await AskAsync(turn, model, rounds, box, answer, cancellationToken);
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested && rounds.IsPaidFor)
        {
            // What the tools of the rounds before have done is done, and all that was asked is paid for.
            return rounds.Stop(answer);
        }
    }

    private async Task<Heard> AskAsync(Turn turn, LlmModel model, ToolRounds rounds, ToolBox box, GrowingAnswer answer, CancellationToken cancellationToken)
    {
        var left = ToolLimits.OfATurn;
        var wasShortened = false;
        for (var round = 1; ; round++)
        {
            var isLast = round >= ToolLimits.Rounds || left <= TimeSpan.Zero;
            var asked = rounds.Next(isLast ? [] : box.Offered);
            if (rounds.HasCalled && (await budgets.ReserveAsync(turn, model, asked, rounds.Spent, cancellationToken)).Refusal is { } refusal)
            {
                return rounds.Close(new Heard()) with { Refused = new Answer { Kind = ReplyKind.Notice, Text = refusal } };
            }

            var before = answer.Written;
            rounds.Begin(asked, before);
            var heard = await calls.ListenAsync(model, asked, answer, cancellationToken);
            var text = answer.WrittenSince(before);
            rounds.Count(asked, heard, text);
            if (heard.Failure is { Kind: LlmFailureKind.ContextTooLong } && rounds.HasCalled && !wasShortened)
            {
                wasShortened = true;
                round--;
                rounds.Shorten();
                continue;
            }

            if (heard.ToolCalls.Count == 0 || heard.Failure is not null || isLast || heard.IsFiltered)
            {
                return Close(rounds, heard, answer);
            }

            var started = time.GetTimestamp();
            var called = await CallAsync(turn, box, heard, left, cancellationToken);
            left -= time.GetElapsedTime(started);
            var isNextLast = round + 1 >= ToolLimits.Rounds || left <= TimeSpan.Zero;
            rounds.Add(heard, text.Trim(), isNextLast ? [.. called.Select(one => one with { Output = one.Output with { Text = one.Output.Text + LastRound } })] : called);
            answer.Shape.Called(called.Select(one => one.Trace));
            answer.EndParagraph();
        }
    }

    /// <summary>All at once, in the order in which the model asked for them. A model's ids are its own: two that are the same would be one to a server.</summary>
    private Task<CalledTool[]> CallAsync(Turn turn, ToolBox box, Heard heard, TimeSpan left, CancellationToken cancellationToken)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        return Task.WhenAll(heard.ToolCalls.Select((call, number) =>
        {
            var own = ids.Add(call.Id) ? call : call with { Id = $"{call.Id}_{number}" };
            return heard.Reason == "length" ? Task.FromResult(ToolCaller.Refuse(own, ToolCaller.Label(call.Name), CutCall))
                : number >= ToolLimits.CallsOfARound ? Task.FromResult(ToolCaller.Refuse(own, ToolCaller.Label(call.Name), TooMany))
                : caller.CallAsync(turn, box, own, left, cancellationToken);
        }));
    }

    private static Heard Close(ToolRounds rounds, Heard heard, GrowingAnswer answer)
    {
        var closed = rounds.Close(heard);
        if (!rounds.HasCalled)
        {
            return closed;
        }

        // To ask the whole question again, of this model or another one, would be to call the tools again: what comes next may only tell the person.
        return closed.Failure is { Kind: LlmFailureKind.ContextTooLong or LlmFailureKind.ImageRefused } failure
            ? closed with { Failure = failure with { Kind = LlmFailureKind.RequestTooLarge } }
            : heard.ToolCalls.Count > 0 && closed.Failure is null && answer.Written == 0
                ? closed with { Failure = new LlmFailure(LlmFailureKind.EmptyAnswer, "The model asked for tools to the end.") }
                : closed;
    }
}
