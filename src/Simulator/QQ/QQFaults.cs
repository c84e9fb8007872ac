using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>What QQ is made to do wrong: with messages as its base class says, with the frames of streams, with uploads and with tokens.</summary>
public sealed class QQFaults : SendFaults<QQFault>
{
    private readonly ConcurrentQueue<int> _tokenFailures = new();
    private readonly ConcurrentQueue<int> _uploadFailures = new();
    private long _tokenDelayTicks;

    internal QQFaults(int seed, TimeProvider time)
        : base(QQFault.None, seed, time)
    {
        Streams = new QQStreamFaults(seed, time);
    }

    /// <summary>Of the frames of streams, which have their own so that a test can say which frame it means.</summary>
    public QQStreamFaults Streams { get; }

    /// <summary>How long a token call takes.</summary>
    public TimeSpan TokenDelay
    {
        get => new(Volatile.Read(ref _tokenDelayTicks));
        set => Volatile.Write(ref _tokenDelayTicks, value.Ticks);
    }

    /// <summary>The next token calls are answered 200 with this code and no token. 100001: too many requests.</summary>
    public void FailNextTokens(int count, int code = 100001)
    {
        for (var i = 0; i < count; i++)
            _tokenFailures.Enqueue(code);
    }

    /// <summary>The next uploads are refused with this code although nothing is wrong with them. 304082: the transfer failed.</summary>
    public void FailNextUploads(int count, int code = 304082)
    {
        for (var i = 0; i < count; i++)
            _uploadFailures.Enqueue(code);
    }

    public override void Clear()
    {
        base.Clear();
        Streams.Clear();
        _tokenFailures.Clear();
        _uploadFailures.Clear();
        TokenDelay = TimeSpan.Zero;
    }

    internal int? NextUploadFailure() => _uploadFailures.TryDequeue(out var code) ? code : null;

    internal int? NextTokenFailure() => _tokenFailures.TryDequeue(out var code) ? code : null;
}
