using System.Collections.Concurrent;
using System.Threading.Channels;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Context;

/// <summary>
/// Folds the oldest turns of long conversations into summaries, beside the answers and never before one: few at once, one for a
/// conversation. Whatever goes wrong, nothing happens: the next turn finds the conversation long and offers it again, and until then its
/// oldest turns are left out.
/// </summary>
internal sealed partial class Summaries(
    SqlSummaries store, IContextStore contexts, EngineLimits limits, EngineMetrics metrics, TimeProvider time, ILogger<Summaries> logger) : IHostedService, IDisposable
{
    /// <summary>Conversations that wait; beyond, they are offered again by a later turn.</summary>
    private const int Capacity = 64;

    /// <summary>For one summary, with all its tries.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Between two summaries while more are waiting: a host that has many long conversations at once has its answers to write.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);

    private readonly Channel<LongTalk> _waiting = Channel.CreateBounded<LongTalk>(Capacity);
    private readonly ConcurrentDictionary<long, LongTalk> _known = new();       // by conversation: those that wait or are being folded
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Conversations that wait or are being folded.</summary>
    public int Waiting => _known.Count;

    /// <summary>A turn has found its conversation long, and its answer is stored.</summary>
    public void Offer(Turn turn, LlmModel model)
    {
        var talk = new LongTalk(turn, model);
        if (limits.SummariesAtOnce > 0 && _known.TryAdd(turn.Claim.ConversationId, talk) && !_waiting.Writer.TryWrite(talk))
        {
            _known.TryRemove(turn.Claim.ConversationId, out _);
            metrics.Summarised(model.Name, SummaryResult.Refused, 0, 0);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(Enumerable.Range(0, limits.SummariesAtOnce).Select(_ => Task.Run(RunAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Summaries that are being made are cut off: nobody misses them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await foreach (var talk in _waiting.Reader.ReadAllAsync(_stop.Token))
            {
                await FoldAndForgetAsync(talk);
                if (_waiting.Reader.Count > 0)
                {
                    await Task.Delay(Breath, time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task FoldAndForgetAsync(LongTalk talk)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        try
        {
            await FoldAsync(talk, either.Token);
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            Log.NotFolded(logger, exception, talk.Turn.Reference, talk.Turn.Claim.Bot);
            metrics.Summarised(talk.Model.Name, SummaryResult.Failed, 0, 0);
        }
        finally
        {
            _known.TryRemove(talk.Turn.Claim.ConversationId, out _);
        }
    }

    private async Task FoldAsync(LongTalk talk, CancellationToken cancellationToken)
    {
        var (turn, model) = talk;
        if (store.Find(turn.Claim) is not { } old || !Summariser.IsWorthIt(old, model, limits))
        {
            return;
        }

        var (folded, summary, usage) = await Summariser.FoldAsync(old, model, Phrases.In(turn.Bot.Language), cancellationToken);
        if (summary.Length == 0)
        {
            Log.NoSummary(logger, turn.Reference, turn.Claim.Bot, model.Name);
            metrics.Summarised(model.Name, SummaryResult.Failed, usage.InputTokens, usage.OutputTokens);
            return;
        }

        var isWritten = await store.WriteAsync(folded, summary, ModelRoom.EstimatorOf(model).Estimate(summary), cancellationToken);
        contexts.Changed(turn.Claim.ConversationId);
        metrics.Summarised(model.Name, isWritten ? SummaryResult.Written : SummaryResult.OutOfDate, usage.InputTokens, usage.OutputTokens);
    }

    private sealed record LongTalk(Turn Turn, LlmModel Model);

    private static partial class Log
    {
        [LoggerMessage(EventId = 462, Level = LogLevel.Warning, Message = "After message {MessageId} of {Bot}: the conversation's oldest turns could not be folded; they are left out until it works.")]
        public static partial void NotFolded(ILogger logger, Exception exception, string messageId, string bot);

        [LoggerMessage(EventId = 463, Level = LogLevel.Information, Message = "After message {MessageId} of {Bot}: {Model} made no summary of the conversation's oldest turns; they are left out until it does.")]
        public static partial void NoSummary(ILogger logger, string messageId, string bot, string model);
    }
}
