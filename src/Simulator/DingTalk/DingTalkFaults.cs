using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>What the platform is made to do wrong. Everything here may be changed while requests run.</summary>
/// <remarks>Faults meet only calls that are otherwise right: what is refused for its own mistakes uses up no fault.</remarks>
public sealed class DingTalkFaults
{
    private readonly ConcurrentQueue<SendFault> _script = new();
    private readonly ConcurrentQueue<CardFault> _cardScript = new();
    private readonly ConcurrentQueue<CardFault> _cardUpdateScript = new();
    private readonly Dice _dice;
    private SendFaultShares _shares = SendFaultShares.None;
    private long _sendDelayTicks;
    private long _tokenDelayTicks;
    private int _tokenFailures;
    private int _reactionFailures;
    private int _downloadFailures;
    private int _uploadFailures;

    internal DingTalkFaults(int seed) => _dice = new Dice(seed);

    /// <summary>How long the platform takes before it does anything about a send or a card.</summary>
    public TimeSpan SendDelay
    {
        get => new(Volatile.Read(ref _sendDelayTicks));
        set => Volatile.Write(ref _sendDelayTicks, value.Ticks);
    }

    /// <summary>How long a token call takes.</summary>
    public TimeSpan TokenDelay
    {
        get => new(Volatile.Read(ref _tokenDelayTicks));
        set => Volatile.Write(ref _tokenDelayTicks, value.Ticks);
    }

    /// <summary>Faults by chance, seeded: of sends and of card calls.</summary>
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

    internal Gate Before { get; } = new();

    internal Gate After { get; } = new();

    /// <summary>The requests that <see cref="PauseSends"/> or <see cref="PauseSendAnswers"/> holds now.</summary>
    public int HeldSends => Before.Held + After.Held;

    /// <summary>The next sends go wrong in this way, before chance has its say. <see cref="SendFault.None"/> lets one pass.</summary>
    public void FailNextSends(int count, SendFault fault)
    {
        for (var i = 0; i < count; i++)
            _script.Enqueue(fault);
    }

    /// <summary>The same for the calls that make a card.</summary>
    public void FailNextCards(int count, CardFault fault)
    {
        for (var i = 0; i < count; i++)
            _cardScript.Enqueue(fault);
    }

    /// <summary>The same for the calls that change one.</summary>
    public void FailNextCardUpdates(int count, CardFault fault)
    {
        for (var i = 0; i < count; i++)
            _cardUpdateScript.Enqueue(fault);
    }

    /// <summary>The next token calls are answered 500.</summary>
    public void FailNextTokens(int count) => Interlocked.Add(ref _tokenFailures, count);

    /// <summary>The next reactions, or recalls of them, are answered 500.</summary>
    public void FailNextReactions(int count) => Interlocked.Add(ref _reactionFailures, count);

    /// <summary>The next calls from a download's code to its address are answered 500.</summary>
    public void FailNextDownloads(int count) => Interlocked.Add(ref _downloadFailures, count);

    /// <summary>The next uploads are answered -1.</summary>
    public void FailNextUploads(int count) => Interlocked.Add(ref _uploadFailures, count);

    /// <summary>Sends and card calls hang before anybody sees what they bring. What comes of a client that goes away meanwhile is never shown.</summary>
    public void PauseSends() => Before.Close();

    /// <summary>Messages and cards are shown and the answers hang: the window in which a kill makes a repeat.</summary>
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
    public void Clear()
    {
        _script.Clear();
        _cardScript.Clear();
        _cardUpdateScript.Clear();
        Shares = SendFaultShares.None;
        SendDelay = TokenDelay = TimeSpan.Zero;
        Interlocked.Exchange(ref _tokenFailures, 0);
        Interlocked.Exchange(ref _reactionFailures, 0);
        Interlocked.Exchange(ref _downloadFailures, 0);
        Interlocked.Exchange(ref _uploadFailures, 0);
        ResumeSends();
    }

    internal SendFault NextSend()
    {
        if (_script.TryDequeue(out var scripted))
            return scripted;
        var shares = Shares;
        return shares.Total > 0 ? shares.At(_dice.Roll()) : SendFault.None;
    }

    internal CardFault NextCard() => NextCard(_cardScript);

    internal CardFault NextCardUpdate() => NextCard(_cardUpdateScript);

    internal bool NextTokenFails() => TakeOne(ref _tokenFailures);

    internal bool NextReactionFails() => TakeOne(ref _reactionFailures);

    internal bool NextDownloadFails() => TakeOne(ref _downloadFailures);

    internal bool NextUploadFails() => TakeOne(ref _uploadFailures);

    private CardFault NextCard(ConcurrentQueue<CardFault> script)
    {
        if (script.TryDequeue(out var scripted))
            return scripted;
        var shares = Shares;
        return (shares.Total > 0 ? shares.At(_dice.Roll()) : SendFault.None) switch
        {
            SendFault.ServerError => CardFault.ServerError,
            SendFault.ServerErrorAfterDelivery => CardFault.ServerErrorAfterUse,
            SendFault.Reset => CardFault.Reset,
            SendFault.ResetAfterDelivery => CardFault.ResetAfterUse,
            SendFault.Throttled or SendFault.FlowControlled => CardFault.Throttled,
            SendFault.Html => CardFault.Html,
            _ => CardFault.None,
        };
    }

    private static bool TakeOne(ref int count)
    {
        for (var left = Volatile.Read(ref count); left > 0; left = Volatile.Read(ref count))
        {
            if (Interlocked.CompareExchange(ref count, left - 1, left) == left)
                return true;
        }

        return false;
    }
}
