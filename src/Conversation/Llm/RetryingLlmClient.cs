using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace BotHost.Conversation.Llm;

/// <summary>
/// The one layer that tries a model again. It does so only before the first piece of an answer: afterwards a second try would double what
/// was shown, what was done and what is paid.
/// </summary>
internal sealed partial class RetryingLlmClient : ILlmClient
{
    private readonly ILlmClient _inner;
    private readonly RefusedFields _refused;
    private readonly RetryDelays _delays;
    private readonly TimeProvider _time;
    private readonly string _model;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<Attempt> _pipeline;

    public RetryingLlmClient(
        string model, ILlmClient inner, RefusedFields refused, Random random, TimeProvider time, ILogger<RetryingLlmClient> logger)
    {
        _model = model;
        _inner = inner;
        _refused = refused;
        _delays = new RetryDelays(random);
        _time = time;
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = int.MaxValue, // Decide says when it is enough: by time and by tries
                ShouldHandle = arguments => ValueTask.FromResult(Decide(arguments.Outcome.Result)),
                DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Result!.Delay),
            })
            .Build();
    }

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new Call(this, request, _time.GetTimestamp());
        await using var attempt = await _pipeline.ExecuteAsync(static (call, token) => call.TryAsync(token), call, cancellationToken);
        foreach (var early in attempt.Early)
            yield return early;
        while (await attempt.Events.MoveNextAsync())
            yield return attempt.Events.Current;
    }

    /// <summary>True if the attempt failed and another one is worth it; its delay is set then.</summary>
    private bool Decide(Attempt? attempt)
    {
        if (attempt is not { Early: [.., LlmEvent.Failed { Failure: var failure }], Call: var call })
            return false;

        switch (failure)
        {
            case { Kind: LlmFailureKind.ParameterRefused } when !ReferenceEquals(attempt.RefusedBefore, _refused.Current):
                // A field was learnt meanwhile, by this call or by one beside it: it is left out now. There are few such fields, so this ends.
                return Again(attempt, failure, TimeSpan.Zero);

            case { Kind: LlmFailureKind.EmptyAnswer, IsTransient: true } when !call.RetriedEmpty:
                call.RetriedEmpty = true;
                if (call.Request.MaxOutputTokens is { } limit) // reasoning that nobody sees may have used it up
                    call.Request = call.Request with { MaxOutputTokens = (int)Math.Min(limit * 2L, int.MaxValue) };
                return Again(attempt, failure, _delays.Next(call.Tries, failure.RetryAfter));

            case { Kind: not LlmFailureKind.EmptyAnswer, IsTransient: true }:
                var delay = _delays.Next(call.Tries, failure.RetryAfter);
                return RetryDelays.MayTryAgain(call.Tries, _time.GetElapsedTime(call.Start), failure.RetryAfter ?? delay) && Again(attempt, failure, delay);

            default:
                return false;
        }
    }

    private bool Again(Attempt attempt, LlmFailure failure, TimeSpan delay)
    {
        attempt.Delay = delay;
        Log.Retried(_logger, _model, attempt.Call.Tries, failure.Kind, failure.Detail, delay);
        return true;
    }

    /// <summary>One question, over all its tries.</summary>
    private sealed class Call(RetryingLlmClient client, LlmRequest request, long start)
    {
        public LlmRequest Request { get; set; } = request;

        public long Start { get; } = start;

        public int Tries { get; private set; }

        public bool RetriedEmpty { get; set; }
        /// <summary>Asks, and waits until the first piece or the end.</summary>
        public async ValueTask<Attempt> TryAsync(CancellationToken cancellationToken)
        {
            Tries++;
            var refused = client._refused.Current;
            var events = client._inner.StreamAsync(Request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var attempt = new Attempt(this, events, refused);
            try
            {
                while (await events.MoveNextAsync())
                {
                    attempt.Early.Add(events.Current);
                    if (events.Current is LlmEvent.Text or LlmEvent.Reasoning or LlmEvent.Refusal or LlmEvent.ToolCall)
                        return attempt;
                }
            }
            catch
            {
                await attempt.DisposeAsync();
                throw;
            }

            // Ended without a piece: nothing is left of it but how it ended. The connection is free before the next try.
            await attempt.DisposeAsync();
            return attempt;
        }
    }

    /// <summary>One try, up to its first piece.</summary>
    private sealed class Attempt(Call call, IAsyncEnumerator<LlmEvent> events, object refusedBefore) : IAsyncDisposable
    {
        public Call Call => call;

        /// <summary>What came up to and with the first piece.</summary>
        public List<LlmEvent> Early { get; } = new(1);

        public IAsyncEnumerator<LlmEvent> Events => events;

        /// <summary>What had been learnt when the try began.</summary>
        public object RefusedBefore => refusedBefore;

        public TimeSpan Delay { get; set; }

        public ValueTask DisposeAsync() => events.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 411, Level = LogLevel.Warning,
            Message = "Model {Model}: try {Tries} failed with {Kind} ({Detail}); next try in {Delay}.")]
        public static partial void Retried(ILogger logger, string model, int tries, LlmFailureKind kind, string detail, TimeSpan delay);
    }
}
