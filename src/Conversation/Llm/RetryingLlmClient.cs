using System.Globalization;
using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm.Keys;
using BotHost.Conversation.Llm.Streaming;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace BotHost.Conversation.Llm;

/// <summary>
/// The one layer that tries a model again, by <see cref="RetryRules"/>. It does so only before the first piece of an answer: afterwards a
/// second try would double what was shown, what was done and what is paid.
/// </summary>
internal sealed partial class RetryingLlmClient : ILlmClient
{
    private readonly string _model;
    private readonly IModelWire _wire;
    private readonly KeyPool _keys;
    private readonly Circuit _circuit;
    private readonly RefusedFields _refused;
    private readonly RetryRules _rules;
    private readonly EngineMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<ModelTry> _pipeline;

    /// <param name="model">The entry, as the log calls it.</param>
    /// <param name="wire">One try.</param>
    /// <param name="keys">The keys it may be made with.</param>
    /// <param name="circuit">Whether the model is worth asking.</param>
    /// <param name="refused">What its server does not take.</param>
    /// <param name="delays">The waits between tries.</param>
    /// <param name="metrics">Every retry is counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Every retry is told.</param>
    public RetryingLlmClient(
        string model, IModelWire wire, KeyPool keys, Circuit circuit, RefusedFields refused, RetryDelays delays, EngineMetrics metrics, TimeProvider time,
        ILogger<RetryingLlmClient> logger)
    {
        _model = model;
        _wire = wire;
        _keys = keys;
        _circuit = circuit;
        _refused = refused;
        _rules = new RetryRules(keys, delays);
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder<ModelTry> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ModelTry>
            {
                MaxRetryAttempts = int.MaxValue, // Decide says when it is enough: by time and by tries
                ShouldHandle = arguments => ValueTask.FromResult(Decide(arguments.Outcome.Result)),
                DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Result!.Delay),
            })
            .Build();
    }

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new ModelCall(request, _time.GetTimestamp());
        bool again;
        do
        {
            again = false;
            await using var tried = await AskAsync(call, cancellationToken);
            var hasOnlyThought = tried.Early.TrueForAll(early => early is LlmEvent.Reasoning or LlmEvent.Usage);
            while (call.Untold.TryDequeue(out var paid))
                yield return paid;
            foreach (var early in tried.Early)
                yield return early;
            while (!again && tried.Events is { } events && await events.MoveNextAsync())
            {
                hasOnlyThought &= events.Current is LlmEvent.Reasoning or LlmEvent.Usage or LlmEvent.Failed;
                // It thought aloud and then had no room left for the answer: of that, nothing is said twice by another try.
                again = hasOnlyThought && events.Current is LlmEvent.Failed { Failure: { Kind: LlmFailureKind.EmptyAnswer or LlmFailureKind.OutOfLength } failure }
                    && MayTryAgain(tried, failure);
                if (!again)
                    yield return events.Current;
            }
        }
        while (again);
    }

    /// <summary>Tries as often as it is worth it. The pipeline is for what has failed once: nearly all calls never need it.</summary>
    private async ValueTask<ModelTry> AskAsync(ModelCall call, CancellationToken cancellationToken)
    {
        ModelTry? first = await TryAsync(call, cancellationToken);
        if (first.Failure is null)
            return first;

        return await _pipeline.ExecuteAsync(token => Interlocked.Exchange(ref first, null) is { } failed ? ValueTask.FromResult(failed) : TryAsync(call, token), cancellationToken);
    }

    /// <summary>Asks, and waits until the first piece or the end.</summary>
    private async ValueTask<ModelTry> TryAsync(ModelCall call, CancellationToken cancellationToken)
    {
        call.Tries++;
        var patience = RetryDelays.Patience(_time.GetElapsedTime(call.Start), call.HasFallback);
        var taken = await _keys.TakeAsync(patience, cancellationToken, call.Forbidden);
        if (taken is KeyTaken.Refused refused)
            return NotAsked(call, new CircuitAnswer { MayAsk = true }, refused.Failure);

        var lease = ((KeyTaken.Granted)taken).Lease;
        var circuit = _circuit.Enter();
        if (!circuit.MayAsk)
        {
            lease.Dispose();
            return NotAsked(call, circuit, new LlmFailure(LlmFailureKind.ServerError, string.Create(CultureInfo.InvariantCulture, $"not asked: the circuit is open since {circuit.OpenSince:O}")));
        }

        var attempt = new ModelTry(call, circuit)
        {
            RefusedBefore = _refused.Current,
            Events = _wire.StreamAsync(call.Request, lease.Key, cancellationToken).GetAsyncEnumerator(cancellationToken),
            Lease = lease,
        };
        try
        {
            await ReadFirstAsync(attempt);
        }
        catch
        {
            _circuit.Report(circuit, isUp: null);
            await attempt.DisposeAsync();
            throw;
        }

        await SettleAsync(attempt, lease);
        return attempt;
    }

    private static ModelTry NotAsked(ModelCall call, CircuitAnswer circuit, LlmFailure failure) => new(call, circuit) { Early = { new LlmEvent.Failed(failure) } };

    private static async ValueTask ReadFirstAsync(ModelTry attempt)
    {
        while (await attempt.Events!.MoveNextAsync())
        {
            attempt.Early.Add(attempt.Events.Current);
            if (attempt.Events.Current is LlmEvent.Text or LlmEvent.Reasoning or LlmEvent.Refusal or LlmEvent.ToolCall)
                return;
        }
    }

    /// <summary>What the try says of the model and of the key.</summary>
    private async ValueTask SettleAsync(ModelTry attempt, KeyLease lease)
    {
        if (attempt.Failure is not { } failure)
        {
            _circuit.Report(attempt.Circuit, isUp: true);
            lease.Answered();
            if (attempt.Call.Forbidden is { } forbidden)
                _keys.Retire(forbidden);
            attempt.Call.Forbidden = null;
            return;
        }

        _circuit.Report(attempt.Circuit, failure.Kind is not (LlmFailureKind.ServerError or LlmFailureKind.Unreachable or LlmFailureKind.TimedOut));
        lease.Failed(failure);
        if (failure.Kind == LlmFailureKind.AccessDenied)
            lease.NoteIn(attempt.Call.Forbidden ??= new Forbidden(), failure);
        // Ended without a piece: nothing is left of it but how it ended. The connection and the key are free before the next try.
        await attempt.DisposeAsync();
    }

    /// <summary>True if the try failed and another one is worth it; its delay is set then.</summary>
    private bool Decide(ModelTry? attempt) => attempt is { Failure: { } failure } && MayTryAgain(attempt, failure);

    private bool MayTryAgain(ModelTry attempt, LlmFailure failure)
    {
        var call = attempt.Call;
        call.Failed(failure.Kind);
        var number = call.Tries;
        var learnt = !ReferenceEquals(attempt.RefusedBefore ?? _refused.Current, _refused.Current);
        if (_rules.Next(call, failure, attempt.Circuit, learnt, _time.GetElapsedTime(call.Start)) is not { } delay)
            return false;

        if (failure.Kind is LlmFailureKind.EmptyAnswer or LlmFailureKind.OutOfLength && call.Request.MaxOutputTokens is { } limit)
            call.Request = call.Request with { MaxOutputTokens = (int)Math.Min(limit * 2L, int.MaxValue) }; // reasoning that nobody sees may have used it up
        foreach (var paid in attempt.Early.OfType<LlmEvent.Usage>())
            call.Untold.Enqueue(paid);
        attempt.Delay = delay;
        _metrics.ModelRetried(_model, failure.Kind);
        Log.Retried(_logger, _model, number, failure.Kind, failure.Detail, delay);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 411, Level = LogLevel.Warning,
            Message = "Model {Model}: try {Tries} failed with {Kind} ({Detail}); next try in {Delay}.")]
        public static partial void Retried(ILogger logger, string model, int tries, LlmFailureKind kind, string detail, TimeSpan delay);
    }
}
