namespace BotHost.Simulator;

/// <summary>Wakes those who wait for a condition whenever something happened that may have fulfilled it.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _next;

    /// <summary>To be called after the change. Costs a fence and a read when nobody waits.</summary>
    public void Send()
    {
        Interlocked.MemoryBarrier();        // the change must be visible before we look for those who wait for it
        if (Volatile.Read(ref _next) is not null)
            Interlocked.Exchange(ref _next, null)?.TrySetResult();
    }

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message says what was there instead.</exception>
    public async Task UntilAsync(Func<bool> condition, TimeSpan timeout, Func<string> describe)
    {
        using var limit = new CancellationTokenSource(timeout);
        while (true)
        {
            var next = Next();              // before the condition is looked at: a change in between completes it
            if (condition())
                return;

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                if (condition())
                    return;
                throw new TimeoutException($"Not within {timeout.TotalSeconds:0.#} s: {describe()}");
            }
        }
    }

    private Task Next()
    {
        if (Volatile.Read(ref _next) is { } existing)
            return existing.Task;

        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, created, null) ?? created).Task;
    }
}
