namespace BotHost.Conversation.Llm.Streaming;

/// <summary>
/// Ends a call whose server is silent too long or that takes too long altogether. One timer serves all clocks: it is not moved with every
/// read but looks, when it fires, whether there was life meanwhile.
/// </summary>
internal sealed class CallClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _total;
    private readonly long _start;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private TimeSpan _patience;
    private long _waitingSince;
    private bool _disposed;

    public CallClock(TimeProvider time, TimeSpan headers, TimeSpan total, CancellationToken cancellationToken)
    {
        _time = time;
        _total = total;
        _patience = headers;
        _start = time.GetTimestamp();
        _waitingSince = _start;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(static clock => ((CallClock)clock!).Look(), this, Shorter(headers, total), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when a clock ran out, or by the caller.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Which clock ran out, in words; null while none has.</summary>
    public string? Expired { get; private set; }

    /// <summary>From now on the server may be silent for so long.</summary>
    public void Expect(TimeSpan patience)
    {
        lock (_gate)
        {
            _patience = patience;
            Volatile.Write(ref _waitingSince, _time.GetTimestamp());
            if (!_disposed)
                _timer.Change(Shorter(patience, Left(_total, _start)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A read begins: the server's silence counts from here. The time that our own reader takes does not.</summary>
    public void WaitBegins() => Volatile.Write(ref _waitingSince, _time.GetTimestamp());

    /// <summary>Bytes arrived.</summary>
    public void WaitEnds() => Volatile.Write(ref _waitingSince, long.MaxValue);

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
            _source.Dispose();
        }
    }

    private void Look()
    {
        // Cancelled under the lock, so that the source cannot be disposed meanwhile.
        lock (_gate)
        {
            if (_disposed || Expired is not null)
                return;

            var waitingSince = Volatile.Read(ref _waitingSince);
            var silence = waitingSince == long.MaxValue ? _patience : Left(_patience, waitingSince);
            var total = Left(_total, _start);
            if (silence > TimeSpan.Zero && total > TimeSpan.Zero)
            {
                _timer.Change(Shorter(silence, total), Timeout.InfiniteTimeSpan);
                return;
            }

            Expired = total <= TimeSpan.Zero
                ? $"not complete within {_total.TotalSeconds:0.#} s"
                : $"nothing came for {_patience.TotalSeconds:0.#} s";
            _source.Cancel();
        }
    }

    private TimeSpan Left(TimeSpan limit, long since) => limit - _time.GetElapsedTime(since);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        var shorter = one < other ? one : other;
        return shorter > TimeSpan.Zero ? shorter : TimeSpan.Zero;
    }
}
