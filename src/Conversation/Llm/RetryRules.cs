using BotHost.Conversation.Llm.Keys;

namespace BotHost.Conversation.Llm;

/// <summary>Whether a failed call is made again, and when: the table is in docs/failures.md.</summary>
internal sealed class RetryRules(KeyPool keys, RetryDelays delays)
{
    /// <summary>A server that let a call run into its time limit is asked once more: it has cost the person minutes already.</summary>
    private const int TriesOfSilence = 2;

    /// <summary>Where there is another model, an address that nobody answers at is tried twice.</summary>
    private const int TriesOfAnUnreachableServer = 2;

    /// <summary>While the server still writes an earlier answer of the same conversation.</summary>
    private const int TriesOfALock = 5;

    /// <summary>An outage that has lasted longer is not waited out any more: no call would outlive it.</summary>
    private static readonly TimeSpan s_longestOutage = TimeSpan.FromSeconds(60);

    /// <param name="call">What was tried so far, this try included.</param>
    /// <param name="failure">What became of this try.</param>
    /// <param name="circuit">Whether it was made at all.</param>
    /// <param name="learnt">True if a refused field became known meanwhile.</param>
    /// <param name="elapsed">Since the call began.</param>
    /// <returns>The wait until the next try; null if there is none.</returns>
    public TimeSpan? Next(ModelCall call, LlmFailure failure, CircuitAnswer circuit, bool learnt, TimeSpan elapsed)
    {
        if (!circuit.MayAsk)
            return call.HasFallback || circuit.OpenFor > s_longestOutage ? null : Budgeted(call, delays.Spread(circuit.Wait), elapsed);
        if (IsOfTheKey(failure.Kind))
            return AnotherKey(call, failure, elapsed);

        var tries = call.Count(failure.Kind);
        return failure.Kind switch
        {
            // A field was learnt meanwhile, by this call or by one beside it: it is left out now. There are few such fields, so this ends.
            LlmFailureKind.ParameterRefused => learnt ? TimeSpan.Zero : null,
            _ when !failure.IsTransient => null,
            LlmFailureKind.EmptyAnswer or LlmFailureKind.OutOfLength => tries == 1 ? delays.Next(call.Tries, failure.RetryAfter) : null,
            LlmFailureKind.TimedOut when tries >= TriesOfSilence => null,
            LlmFailureKind.Unreachable when tries >= TriesOfAnUnreachableServer && call.HasFallback => null,
            LlmFailureKind.Locked => tries < TriesOfALock ? Budgeted(call, delays.Spread(failure.RetryAfter ?? TimeSpan.Zero), elapsed) : null,
            _ => Backoff(call, failure, elapsed),
        };
    }

    private static bool IsOfTheKey(LlmFailureKind kind) =>
        kind is LlmFailureKind.BadKey or LlmFailureKind.AccessDenied or LlmFailureKind.QuotaExhausted or LlmFailureKind.RateLimited;

    /// <summary>Another key costs no wait and counts as no try; only where all that are left rest it is waited for the first of them.</summary>
    private TimeSpan? AnotherKey(ModelCall call, LlmFailure failure, TimeSpan elapsed)
    {
        if (failure is { Kind: LlmFailureKind.RateLimited, IsTransient: false })
            return null;

        var isTooOften = failure.Kind == LlmFailureKind.RateLimited;
        switch (keys.Wait(call.Forbidden))
        {
            // This call does without the key from here on, so that there is an end. Where the others only rest, the pool says so at once, and that is
            // what the person waits for or reads: it helps, and the lost key is not theirs to mend.
            case not null when !isTooOften:
            case { Ticks: 0 } when call.Switches < keys.Count - 1:
                call.Switches++;
                call.Tries--;
                return TimeSpan.Zero;
            case { } rest when isTooOften:
                return Budgeted(call, rest > TimeSpan.Zero ? delays.Spread(rest) : delays.Next(call.Tries, retryAfter: null), elapsed);
            default:
                return null;
        }
    }

    private TimeSpan? Backoff(ModelCall call, LlmFailure failure, TimeSpan elapsed)
    {
        var delay = delays.Next(call.Tries, failure.RetryAfter);
        return RetryDelays.MayTryAgain(call.Tries, elapsed, failure.RetryAfter ?? delay, call.HasFallback) ? delay : null;
    }

    private static TimeSpan? Budgeted(ModelCall call, TimeSpan wait, TimeSpan elapsed) =>
        RetryDelays.MayTryAgain(call.Tries, elapsed, wait, call.HasFallback) ? wait : null;
}
