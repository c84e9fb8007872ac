using BotHost.Adapters.Http;
using Polly;
using Polly.Retry;

namespace BotHost.Adapters.AccessTokens;

/// <summary>Asks again for a token that did not come: with backoff, until 60 s or 6 tries, whichever is later.</summary>
internal sealed class AccessTokenRetry(TimeProvider time, Jitter jitter)
{
    private const int LeastTries = 6;
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    private static readonly ResiliencePropertyKey<long> StartedAt = new("started");

    private readonly ResiliencePipeline<AccessTokenResult> _pipeline = new ResiliencePipelineBuilder<AccessTokenResult> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<AccessTokenResult>
        {
            MaxRetryAttempts = int.MaxValue,        // ShouldHandle decides
            Delay = FirstDelay,
            MaxDelay = LongestDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = jitter.Next,
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Result is AccessTokenResult.Unavailable failed
                && !(failed.RetryAfter > LeastTime)
                && (attempt.AttemptNumber + 1 < LeastTries
                    || time.GetElapsedTime(attempt.Context.Properties.GetValue(StartedAt, 0L)) < LeastTime)),
            DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Result as AccessTokenResult.Unavailable)?.RetryAfter),
        })
        .Build();

    public async Task<AccessTokenResult> RunAsync(Func<CancellationToken, Task<AccessTokenResult>> request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(StartedAt, time.GetTimestamp());
            return await _pipeline.ExecuteAsync(
                static async (context, request) => await request(context.CancellationToken), context, request);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
