namespace BotHost.Simulator;

/// <summary>Open, it costs nothing; closed, everyone who comes is held until it opens again.</summary>
internal sealed class Gate
{
    private readonly Pulse _changed = new();
    private TaskCompletionSource? _closed;
    private int _held;

    public int Held => Volatile.Read(ref _held);

    public bool IsClosed => Volatile.Read(ref _closed) is not null;

    public void Close()
    {
        Interlocked.CompareExchange(ref _closed, new(TaskCreationOptions.RunContinuationsAsynchronously), null);
    }

    public void Open() => Interlocked.Exchange(ref _closed, null)?.TrySetResult();

    public ValueTask PassAsync(CancellationToken cancellationToken)
    {
        return Volatile.Read(ref _closed) is { } closed ? new ValueTask(HoldAsync(closed.Task, cancellationToken)) : default;
    }

    /// <summary>Until so many or more are held; zero waits until there is none any more.</summary>
    public Task UntilHeldAsync(int count, TimeSpan timeout)
    {
        return _changed.UntilAsync(() => count == 0 ? Held == 0 : Held >= count, timeout, () => $"{Held} of {count} requests are held.");
    }

    private async Task HoldAsync(Task opened, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _held);
        _changed.Send();
        try
        {
            await opened.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
            _changed.Send();
        }
    }
}
