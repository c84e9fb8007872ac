using BotHost.Conversation.Commands;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>
/// Who answers a turn: the model that was chosen, or one that stands in for it. Another one is asked only while nothing was shown and no
/// tool has run, and only for what another one may not suffer from.
/// </summary>
internal sealed partial class ModelChain(LlmModels models, ModelAttempts attempts, EngineMetrics metrics, ILogger<ModelChain> logger)
{
    /// <summary>The model that is asked first: the one that people chose, or else the bot's.</summary>
    public LlmModel First(Turn turn) => models.Find(Name(turn));

    /// <returns>Who answered last, what was heard, the question as it was asked in the end, and what all took that were asked.</returns>
    public async Task<(LlmModel Model, Heard Heard, Question Question, TurnUsage Usage)> AskAsync(
        Turn turn, Question question, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var left = new Queue<LlmModel>(models.ChainOf(Name(turn)));
        var failed = new List<(LlmModel Model, Heard Heard, Question Question)>();
        while (true)
        {
            var model = left.Dequeue();
            var (heard, asked) = await attempts.AskAsync(turn, model, question, hasFallback: left.Count > 0, grow, cancellationToken);
            if (FailureOf(heard) is not { } failure)
                return Booked((model, heard, asked), failed);

            Log.ModelFailed(logger, turn.Reference, turn.Claim.Bot, model.Name, failure.Kind, failure.Detail);
            failed.Add((model, heard with { Failure = failure }, asked));
            if (!MayGoOn(heard, failure))
                return Booked(failed[^1], failed);
            while (left.TryPeek(out var next) && !MayHelp(failure, model, next))
                left.Dequeue();
            if (left.Count == 0)
                return Booked(MostUseful(failed), failed);

            var standIn = left.Peek().Name;
            metrics.WentOn(model.Name, standIn, failure.Kind);
            Log.WentOn(logger, turn.Reference, turn.Claim.Bot, standIn, model.Name);
        }
    }

    private string Name(Turn turn) => ModelChoice.Of(turn.Claim.Settings, turn.Bot, models);

    /// <summary>An answer with nothing to see in it is as good as none, unless it was the host that did not let it be.</summary>
    private static LlmFailure? FailureOf(Heard heard) => heard.Failure
        ?? (heard is { Refused: null, Text.Length: 0, ToolCalls.Count: 0, Reason: not ("content_filter" or "length" or Heard.Stopped) } ? new LlmFailure(LlmFailureKind.EmptyAnswer, "nothing to see in the answer") : null);

    /// <summary>A person who has read something must not read it twice, and what a tool has done must not be done twice.</summary>
    private static bool MayGoOn(Heard heard, LlmFailure failure) => heard is { Text.Length: 0, Entries.Count: 0, ToolCalls.Count: 0 }
        && failure.Kind is not (LlmFailureKind.ContentFiltered or LlmFailureKind.BadRequest or LlmFailureKind.Interrupted);

    /// <summary>What is too long for one window fits only into a larger one, and what is only to be seen only who sees can answer.</summary>
    private static bool MayHelp(LlmFailure failure, LlmModel model, LlmModel next) => failure.Kind switch
    {
        LlmFailureKind.ContextTooLong => next.ContextWindow > model.ContextWindow,
        LlmFailureKind.ImageRefused => next.Vision,
        _ => true,
    };

    /// <summary>
    /// If one of them is only away for the moment, asking again later is what helps, and the person is told that; else what the first one,
    /// which was meant to answer, suffers from.
    /// </summary>
    private static (LlmModel Model, Heard Heard, Question Question) MostUseful(List<(LlmModel Model, Heard Heard, Question Question)> failed) =>
        failed.Find(one => one.Heard.Failure!.Kind is LlmFailureKind.ServerError or LlmFailureKind.Unreachable or LlmFailureKind.TimedOut
            or LlmFailureKind.RateLimited or LlmFailureKind.Locked) is { Model: not null } away ? away : failed[0];

    /// <summary>Those that came to nothing are paid for, too.</summary>
    private static (LlmModel Model, Heard Heard, Question Question, TurnUsage Usage) Booked(
        (LlmModel Model, Heard Heard, Question Question) last, List<(LlmModel Model, Heard Heard, Question Question)> failed) =>
        (last.Model, last.Heard, last.Question, failed
            .Where(one => one.Model != last.Model)
            .Aggregate(TurnUsage.Of(last.Model, last.Heard), static (usage, one) => usage.Plus(TurnUsage.Of(one.Model, one.Heard))));

    private static partial class Log
    {
        [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: model {Model} failed, {Kind}: {Detail}")]
        public static partial void ModelFailed(ILogger logger, string messageId, string bot, string model, LlmFailureKind kind, string detail);

        [LoggerMessage(EventId = 322, Level = LogLevel.Information, Message = "Message {MessageId} of {Bot}: {Model} stands in for {Failed}.")]
        public static partial void WentOn(ILogger logger, string messageId, string bot, string model, string failed);
    }
}
