namespace BotHost.Simulator;

/// <summary>What the platform is made to do wrong. Everything here may be changed while requests run.</summary>
/// <remarks>Faults meet only calls with a good token and a readable body: what is refused for such mistakes uses up no fault.</remarks>
public sealed class FeishuFaults
{
    private readonly Lock _lock = new();
    private readonly List<(FeishuCalls On, FeishuFault Fault)> _script = [];
    private readonly Dice _dice;
    private SendFaultShares _shares = SendFaultShares.None;
    private FeishuCalls _slowCalls;
    private FeishuCalls _pausedCalls;
    private FeishuCalls _pausedAnswers;
    private long _delayTicks;
    private long _throttledForTicks = TimeSpan.TicksPerSecond;

    /// <summary>False as long as there is nothing for anybody to look for under the lock.</summary>
    private volatile bool _hasPlans;

    internal FeishuFaults(int seed) => _dice = new Dice(seed);

    /// <summary>How long a throttled client is told to wait, in whole seconds.</summary>
    public TimeSpan ThrottledFor
    {
        get => new(Volatile.Read(ref _throttledForTicks));
        set => Volatile.Write(ref _throttledForTicks, value.Ticks);
    }

    /// <summary>Faults by chance, seeded, on all that makes people see something. Flow control is the limit of one chat here.</summary>
    public SendFaultShares Shares
    {
        get => Volatile.Read(ref _shares);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Total, 1.0, nameof(value));
            Volatile.Write(ref _shares, value);
        }
    }

    /// <summary>The calls that are held now, before or after they were done.</summary>
    public int HeldCalls => Before.Held + After.Held;

    internal Gate Before { get; } = new();

    internal Gate After { get; } = new();

    /// <summary>The next calls of these kinds go wrong in this way, before chance has its say. <see cref="FeishuFault.None"/> lets one pass.</summary>
    public void FailNext(FeishuCalls calls, int count, FeishuFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        Plan(() => _script.AddRange(Enumerable.Repeat((calls, fault), count)));
    }

    /// <summary>These calls take that long before anything is done about them.</summary>
    public void Slow(FeishuCalls calls, TimeSpan delay) => Plan(() => (_slowCalls, _delayTicks) = (calls, delay.Ticks));

    /// <summary>These calls hang before anything is done. One whose client goes away meanwhile is never done.</summary>
    public void PauseCalls(FeishuCalls calls)
    {
        Plan(() => _pausedCalls = calls);
        Before.Close();
    }

    /// <summary>These calls are done and their answers hang: the window in which a kill makes a repeat.</summary>
    public void PauseAnswers(FeishuCalls calls)
    {
        Plan(() => _pausedAnswers = calls);
        After.Close();
    }

    /// <summary>Ends both pauses.</summary>
    public void Resume()
    {
        Plan(() => _pausedCalls = _pausedAnswers = FeishuCalls.None);
        Before.Open();
        After.Open();
    }

    /// <summary>Until so many or more calls are held before they are done; zero waits until there is none any more.</summary>
    public Task WaitForHeldCallsAsync(int count, TimeSpan timeout) => Before.UntilHeldAsync(count, timeout);

    /// <summary>The same for those held after it.</summary>
    public Task WaitForHeldAnswersAsync(int count, TimeSpan timeout) => After.UntilHeldAsync(count, timeout);

    /// <summary>No more faults: script, shares, delays and pauses are gone.</summary>
    public void Clear()
    {
        Plan(_script.Clear);
        Shares = SendFaultShares.None;
        Slow(FeishuCalls.None, TimeSpan.Zero);
        Resume();
    }

    internal TimeSpan DelayOf(FeishuCalls call)
    {
        if (!_hasPlans)
            return TimeSpan.Zero;
        lock (_lock)
            return (_slowCalls & call) != 0 ? new TimeSpan(_delayTicks) : TimeSpan.Zero;
    }

    internal ValueTask PassBeforeAsync(FeishuCalls call, CancellationToken cancellationToken) => PassAsync(Before, ref _pausedCalls, call, cancellationToken);

    internal ValueTask PassAfterAsync(FeishuCalls call, CancellationToken cancellationToken) => PassAsync(After, ref _pausedAnswers, call, cancellationToken);

    internal FeishuFault Next(FeishuCalls call)
    {
        if (_hasPlans && TakeScripted(call) is { } scripted)
            return scripted;

        var shares = Shares;
        return shares.Total > 0 && (FeishuCalls.Visible & call) != 0 ? Of(shares.At(_dice.Roll())) : FeishuFault.None;
    }

    private FeishuFault? TakeScripted(FeishuCalls call)
    {
        lock (_lock)
        {
            var next = _script.FindIndex(entry => (entry.On & call) != 0);
            if (next < 0)
                return null;
            var fault = _script[next].Fault;
            _script.RemoveAt(next);
            return fault;
        }
    }

    private void Plan(Action change)
    {
        lock (_lock)
        {
            change();
            _hasPlans = _script.Count > 0 || (_slowCalls | _pausedCalls | _pausedAnswers) != FeishuCalls.None;
        }
    }

    private ValueTask PassAsync(Gate gate, ref FeishuCalls paused, FeishuCalls call, CancellationToken cancellationToken)
    {
        if (!_hasPlans)
            return default;
        lock (_lock)
        {
            if ((paused & call) == 0)
                return default;
        }

        return gate.PassAsync(cancellationToken);
    }

    private static FeishuFault Of(SendFault fault)
    {
        return fault switch
        {
            SendFault.None => FeishuFault.None,
            SendFault.ServerError => FeishuFault.ServerError,
            SendFault.ServerErrorAfterDelivery => FeishuFault.ServerErrorAfter,
            SendFault.Reset => FeishuFault.Reset,
            SendFault.ResetAfterDelivery => FeishuFault.ResetAfter,
            SendFault.Throttled => FeishuFault.Throttled,
            SendFault.FlowControlled => FeishuFault.ChatThrottled,
            SendFault.Html => FeishuFault.BadGateway,
            SendFault.TokenRefused => FeishuFault.TokenRefused,
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
        };
    }
}
