using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>What WeCom is made to do wrong with an app: with its messages as the base class says, and with its tokens.</summary>
public sealed class WeComAppFaults : SendFaults<WeComFault>
{
    private readonly ConcurrentQueue<int> _tokenFailures = new();
    private long _tokenDelayTicks;

    internal WeComAppFaults(int seed, TimeProvider time)
        : base(WeComFault.None, seed, time)
    {
    }

    /// <summary>How long a token call takes.</summary>
    public TimeSpan TokenDelay
    {
        get => new(Volatile.Read(ref _tokenDelayTicks));
        set => Volatile.Write(ref _tokenDelayTicks, value.Ticks);
    }

    /// <summary>The next token calls are answered with this code and no token. -1: busy; 45009: too often.</summary>
    public void FailNextTokens(int count, int code = WeComCodes.Busy)
    {
        for (var i = 0; i < count; i++)
            _tokenFailures.Enqueue(code);
    }

    public override void Clear()
    {
        base.Clear();
        _tokenFailures.Clear();
        TokenDelay = TimeSpan.Zero;
    }

    internal int? NextTokenFailure() => _tokenFailures.TryDequeue(out var code) ? code : null;
}
