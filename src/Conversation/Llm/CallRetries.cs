using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace BotHost.Conversation.Llm;

/// <summary>
/// Tries calls again whose answer comes as a whole, by the rules of all model calls (<see cref="RetryDelays"/>). The only layer that does so
/// for them, as <see cref="RetryingLlmClient"/> is the only one for answers that stream.
/// </summary>
internal sealed partial class CallRetries
{
    private readonly string _model;
    private readonly RetryDelays _delays;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<Attempt> _pipeline;

    public CallRetries(string model, Random random, TimeProvider time, ILogger<CallRetries> logger)
    {
        _model = model;
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

    /// <summary>What the last try gave.</summary>
    /// <param name="once">One try.</param>
    /// <param name="failure">Null for a result that is good.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="mostTries">For calls that cost too much to be repeated as often as others.</param>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> once, Func<T, LlmFailure?> failure, CancellationToken cancellationToken, int mostTries = int.MaxValue)
    {
        var (tries, start) = (0, _time.GetTimestamp());
        T? last = default;
        await _pipeline.ExecuteAsync(
            async token =>
            {
                last = await once(token);
                tries++;
                return new Attempt(failure(last), tries, tries < mostTries, start);
            },
            cancellationToken);
        return last!;
    }

    private bool Decide(Attempt? attempt)
    {
        if (attempt is not { Failure: { IsTransient: true } failure, MayBeRepeated: true })
            return false;

        var delay = _delays.Next(attempt.Tries, failure.RetryAfter);
        if (!RetryDelays.MayTryAgain(attempt.Tries, _time.GetElapsedTime(attempt.Start), failure.RetryAfter ?? delay))
            return false;

        attempt.Delay = delay;
        Log.Retried(_logger, _model, attempt.Tries, failure.Kind, failure.Detail, delay);
        return true;
    }

    private sealed class Attempt(LlmFailure? failure, int tries, bool mayBeRepeated, long start)
    {
        public LlmFailure? Failure => failure;

        /// <summary>So many were made, this one included.</summary>
        public int Tries => tries;

        public bool MayBeRepeated => mayBeRepeated;

        /// <summary>When the first one began.</summary>
        public long Start => start;

        public TimeSpan Delay { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 412, Level = LogLevel.Warning,
            Message = "Model {Model}: try {Tries} failed with {Kind} ({Detail}); next try in {Delay}.")]
        public static partial void Retried(ILogger logger, string model, int tries, LlmFailureKind kind, string detail, TimeSpan delay);
    }
}
