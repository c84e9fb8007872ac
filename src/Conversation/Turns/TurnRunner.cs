using BotHost.Conversation.Access;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Commands;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Words;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>The life of one message after it was stored. Every step can be run again: a turn starts where the last one was cut off.</summary>
internal sealed partial class TurnRunner(
    Entrance entrance,
    CommandRouter commands,
    ModelAnswers model,
    MessageReader reader,
    ITurnInbox inbox,
    SqlStops stops,
    IContextStore contexts,
    Summaries summaries,
    IServiceProvider services,
    EngineMetrics metrics,
    SendPace pace,
    Random random,
    TimeProvider time,
    ILogger<TurnRunner> logger)
{
    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (services.GetKeyedService<IReplySender>(turn.Claim.Bot) is not { } sender)
        {
            await CloseAsync(turn, new Closing(Outcome.Dead, "The bot is no longer configured."), cancellationToken);
            return;
        }

        var sink = sender.Open(turn.Message, new DeliveryState(turn.Claim, inbox));
        if (turn.Message.ExpiresAt <= time.GetUtcNow())
        {
            await ExpireAsync(turn, sink, cancellationToken);
            return;
        }

        var refusal = turn.Claim.Stored is null ? entrance.Refuse(turn) : null;
        if (refusal is { Told: null })
        {
            await CloseAsync(turn, new Closing(Outcome.Ignored, refusal.Reason), cancellationToken);
            return;
        }

        var stored = turn.Claim.Stored?.Read() ?? await AnswerAsync(turn, refusal?.Told, sender.Capabilities, sink, cancellationToken);
        if (stored is not null)                 // null: somebody else has this message now
        {
            await DeliverAsync(turn, stored, sink, cancellationToken);
        }
    }

    /// <summary>An answer that an earlier attempt had begun to show is ended, if that can still be done.</summary>
    private async Task ExpireAsync(Turn turn, IReplySink sink, CancellationToken cancellationToken)
    {
        if (turn.Claim.Delivery is not null)
        {
            await sink.SendAsync(new ReplyPart(0, new TextPart(Phrases.In(turn.Bot.Language).Interrupted.Trim())), CancellationToken.None);
        }

        await CloseAsync(turn, new Closing(Outcome.Expired, "The platform's time for answers was over."), cancellationToken);
    }

    /// <summary>Recognises an event or a command, or asks the model, unless it is refused; stores what came of it.</summary>
    private async Task<StoredReply?> AnswerAsync(Turn turn, Answer? refusal, ReplyCapabilities capabilities, IReplySink sink, CancellationToken cancellationToken)
    {
        var answer = turn.Claim.Tries >= RetrySchedule.MaxTries
            ? new Answer { Kind = ReplyKind.Notice, Text = Phrases.In(turn.Bot.Language).InternalError(turn.Reference) }
            : refusal ?? TryGreet(turn) ?? (stops.Covers(turn.Claim) ? NotWanted(turn) : await AskOrObeyAsync(turn, capabilities, sink, cancellationToken));
        var parts = AnswerParts.Of(answer, capabilities, Phrases.In(turn.Bot.Language));
        answer = Budgeting.Settle(turn, answer) with { HasRead = answer.HasRead || reader.HasWork(turn.Message) };      // also where nobody waited for it: a command
        var stored = await inbox.StoreReplyAsync(turn.Claim, answer, parts, cancellationToken);
        if (stored is not null)
        {
            contexts.Added(turn.Claim, answer);
            if (answer.Folds is { } folds)
            {
                summaries.Offer(turn, folds);
            }
        }

        return stored;
    }

    /// <summary>The answer to somebody who opened the chat or added the bot; null for what was said to it.</summary>
    private static Answer? TryGreet(Turn turn) =>
        turn.Message.Kind == MessageKind.Event ? new Answer { Kind = ReplyKind.Answer, Text = Phrases.In(turn.Bot.Language).Greeting } : null;

    /// <summary>A command is obeyed at once or, if it takes its time, acknowledged like a question. Either may be stopped.</summary>
    private async Task<Answer> AskOrObeyAsync(Turn turn, ReplyCapabilities capabilities, IReplySink sink, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Stopped);
        var acknowledged = new Lazy<Task>(() => AcknowledgeAsync(turn, sink, cancellationToken));
        turn = turn with { Grow = notice => new GrowingAnswer(turn, sink, capabilities, notice, acknowledged.Value, time, logger) };
        try
        {
            var obeyed = commands.TryAnswer(turn, either.Token);
            if (obeyed is not { IsCompletedSuccessfully: true })
            {
                _ = acknowledged.Value;         // beside the model, which waits for nobody
            }

            return await (obeyed ?? model.AnswerAsync(turn, turn.Grow, either.Token));
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested)
        {
            return NotWanted(turn);
        }
        finally
        {
            if (acknowledged.IsValueCreated)
            {
                await acknowledged.Value;       // a sink has one caller at a time
            }
        }
    }

    /// <summary>It was stopped before there was anything of an answer.</summary>
    private Answer NotWanted(Turn turn) => new()
    {
        Kind = ReplyKind.Notice,
        Text = Phrases.In(turn.Bot.Language).StoppedBefore,
        Unanswered = commands.IsCommand(turn.Message) ? null : turn.Claim.MessageId,
    };

    private async Task AcknowledgeAsync(Turn turn, IReplySink sink, CancellationToken cancellationToken)
    {
        try
        {
            await sink.AcknowledgeAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            // A courtesy. Whatever ends the turn ends it at its next step, too.
            Log.NotAcknowledged(logger, exception, turn.Reference, turn.Claim.Bot);
        }
    }

    /// <summary>Sends from the first part that is not closed yet; each is closed before the next is sent.</summary>
    private async Task DeliverAsync(Turn turn, StoredReply stored, IReplySink sink, CancellationToken cancellationToken)
    {
        var outcome = stored.Reply.Kind == ReplyKind.Answer ? Outcome.Answered : Outcome.Told;
        DeliveredPart? last = null;
        foreach (var part in stored.Reply.Parts.Where(part => !part.Closed))
        {
            if (last is { } sent
                && !await WriteDownAsync(turn, () => inbox.ClosePartAsync(turn.Claim, sent, CancellationToken.None), cancellationToken))
            {
                return;
            }

            await pace.PassAsync(turn, cancellationToken);
            // Asked before a send, never during one: what is on its way would be sent again.
            cancellationToken.ThrowIfCancellationRequested();
            var result = await sink.SendAsync(part, CancellationToken.None);
            metrics.Sent(turn.Claim.Bot, result.GetType().Name);
            switch (result)
            {
                case SendResult.Delivered delivered:
                    last = new DeliveredPart(part.Index, delivered.PlatformId);
                    break;
                case SendResult.Deferred deferred:
                    await DeferAsync(turn, stored, deferred, cancellationToken);
                    return;
                case SendResult.Refused refused:
                    await CloseAsync(turn, new Closing(Outcome.Dead, refused.Reason), cancellationToken);
                    return;
            }
        }

        await CloseAsync(turn, new Closing(outcome, LastPart: last), cancellationToken);
    }

    private async Task DeferAsync(Turn turn, StoredReply stored, SendResult.Deferred deferred, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var dueAt = now + RetrySchedule.Delay(turn.Claim.Tries + 1, deferred.RetryAfter, random.NextDouble());
        if (turn.Message.ExpiresAt is { } expiresAt ? dueAt >= expiresAt : dueAt >= stored.RepliedAt + RetrySchedule.DeliveryWindow)
        {
            await CloseAsync(turn, new Closing(Outcome.Dead, deferred.Reason), cancellationToken);
            return;
        }

        Log.Deferred(logger, turn.Reference, turn.Claim.Bot, turn.Claim.Tries + 1, dueAt - now, deferred.Reason);
        await inbox.DeferAsync(turn.Claim, dueAt, CancellationToken.None);
    }

    private async Task CloseAsync(Turn turn, Closing closing, CancellationToken cancellationToken)
    {
        if (!await WriteDownAsync(turn, () => inbox.CloseAsync(turn.Claim, closing, CancellationToken.None), cancellationToken))
        {
            return;
        }

        var elapsed = time.GetUtcNow() - turn.Claim.ReceivedAt;
        if (closing.Outcome == Outcome.Dead)
        {
            Log.Dead(logger, turn.Reference, turn.Claim.Bot, elapsed, closing.Detail);
        }
        else
        {
            Log.Closed(logger, turn.Reference, turn.Claim.Bot, closing.Outcome, elapsed);
        }
    }

    /// <summary>What has happened must be written down. To give up at a disk's first failure would be to send the same part again.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="write">The write; never cancelled, for it may be committed already.</param>
    /// <param name="cancellationToken">Ends the waits between the tries.</param>
    private async Task<bool> WriteDownAsync(Turn turn, Func<Task<bool>> write, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await write();
            }
            catch (Exception exception) when (tries < RetrySchedule.MaxTries)
            {
                var delay = RetrySchedule.Delay(tries, retryAfter: null, random.NextDouble());
                Log.NotWrittenDown(logger, exception, turn.Reference, turn.Claim.Bot, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 311, Level = LogLevel.Information, Message = "Message {MessageId} of {Bot}: {Outcome} after {Elapsed}.")]
        public static partial void Closed(ILogger logger, string messageId, string bot, Outcome outcome, TimeSpan elapsed);

        [LoggerMessage(EventId = 312, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: send {Attempt} failed, next try in {Delay}: {Reason}")]
        public static partial void Deferred(ILogger logger, string messageId, string bot, int attempt, TimeSpan delay, string reason);

        [LoggerMessage(EventId = 314, Level = LogLevel.Error, Message = "Message {MessageId} of {Bot}: what became of it could not be written down; next try in {Delay}.")]
        public static partial void NotWrittenDown(ILogger logger, Exception exception, string messageId, string bot, TimeSpan delay);

        [LoggerMessage(EventId = 315, Level = LogLevel.Debug, Message = "Message {MessageId} of {Bot}: the sign that it was heard could not be shown.")]
        public static partial void NotAcknowledged(ILogger logger, Exception exception, string messageId, string bot);

        [LoggerMessage(EventId = 313, Level = LogLevel.Error, Message = "Message {MessageId} of {Bot}: could not be delivered after {Elapsed}: {Reason}")]
        public static partial void Dead(ILogger logger, string messageId, string bot, TimeSpan elapsed, string reason);
    }
}
