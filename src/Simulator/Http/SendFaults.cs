using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What a platform is made to do wrong with sends that are right. Everything here may be changed while requests run.</summary>
/// <remarks>What is refused for its own mistakes uses up no fault.</remarks>
/// <typeparam name="TFault">The platform's own faults; one of them is that nothing goes wrong.</typeparam>
public abstract class SendFaults<TFault>
    where TFault : notnull
{
    private readonly ConcurrentQueue<TFault> _script = new();
    private readonly TFault _none;
    private readonly Dice _dice;
    private readonly TimeProvider _time;
    private IReadOnlyList<(TFault Fault, double Share)> _shares = [];
    private long _sendDelayTicks;

    private protected SendFaults(TFault none, int seed, TimeProvider time)
    {
        _none = none;
        _dice = new Dice(seed);
        _time = time;
    }

    /// <summary>How long the platform takes before it does anything about a send.</summary>
    public TimeSpan SendDelay
    {
        get => new(Volatile.Read(ref _sendDelayTicks));
        set => Volatile.Write(ref _sendDelayTicks, value.Ticks);
    }

    /// <summary>Faults by chance, seeded: the part of all sends, from 0 to 1, that each hits. Together they cannot be more than 1.</summary>
    public IReadOnlyDictionary<TFault, double> Shares
    {
        get => Volatile.Read(ref _shares).ToDictionary(share => share.Fault, share => share.Share);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Values.Sum(), 1.0, nameof(value));
            Volatile.Write(ref _shares, [.. value.Select(share => (share.Key, share.Value))]);
        }
    }

    /// <summary>The requests that <see cref="PauseSends"/> or <see cref="PauseSendAnswers"/> holds now.</summary>
    public int HeldSends => Before.Held + After.Held;

    private Gate Before { get; } = new();

    private Gate After { get; } = new();

    /// <summary>The next sends go wrong in this way, before chance has its say. The fault that is none lets one pass.</summary>
    public void FailNextSends(int count, TFault fault)
    {
        for (var i = 0; i < count; i++)
            _script.Enqueue(fault);
    }

    /// <summary>Sends hang before anybody sees their message. One whose client goes away meanwhile is never shown.</summary>
    public void PauseSends() => Before.Close();

    /// <summary>Messages are shown and the answers hang: the window in which a kill makes a repeat.</summary>
    public void PauseSendAnswers() => After.Close();

    /// <summary>Ends both pauses.</summary>
    public void ResumeSends()
    {
        Before.Open();
        After.Open();
    }

    /// <summary>Until so many or more sends are held before their delivery; zero waits until there is none any more.</summary>
    public Task WaitForHeldSendsAsync(int count, TimeSpan timeout) => Before.UntilHeldAsync(count, timeout);

    /// <summary>The same for those held after it.</summary>
    public Task WaitForHeldSendAnswersAsync(int count, TimeSpan timeout) => After.UntilHeldAsync(count, timeout);

    /// <summary>No more faults: script, shares, delays and pauses are gone.</summary>
    public virtual void Clear()
    {
        _script.Clear();
        Volatile.Write(ref _shares, []);
        SendDelay = TimeSpan.Zero;
        ResumeSends();
    }

    /// <summary>Before a message that is right in itself is shown: it may be slow, be held, or have a fault.</summary>
    internal async ValueTask<TFault> BeginAsync(HttpContext context)
    {
        if (SendDelay is { Ticks: > 0 } delay)
            await Task.Delay(delay, _time, context.RequestAborted);
        if (Before.IsClosed)
        {
            await Before.PassAsync(context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();      // opened for others: this client has gone
        }

        return Next();
    }

    /// <summary>After it is shown and before that is answered.</summary>
    internal async ValueTask EndAsync(HttpContext context)
    {
        if (After.IsClosed)
            await After.PassAsync(context.RequestAborted);
    }

    private TFault Next()
    {
        if (_script.TryDequeue(out var scripted))
            return scripted;
        var shares = Volatile.Read(ref _shares);
        if (shares.Count == 0)
            return _none;

        var roll = _dice.Roll();
        foreach (var (fault, share) in shares)
        {
            if ((roll -= share) < 0)
                return fault;
        }

        return _none;
    }
}
