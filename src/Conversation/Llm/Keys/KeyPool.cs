using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.Keys;

/// <summary>
/// The keys of one model: each call takes one that is well, in turn. A key that is refused or whose quota is used up is retired, and so is one
/// that a question was forbidden with which another key got an answer to; one that was used too often rests. A retired one is tried again by
/// a single call now and then, so that nobody has to restart the host for it.
/// </summary>
internal sealed partial class KeyPool
{
    /// <summary>Between two tries of a retired key while others do its work.</summary>
    private static readonly TimeSpan s_retiredFor = TimeSpan.FromHours(1);

    /// <summary>The same where no other key is left: people wait for this one to be mended.</summary>
    private static readonly TimeSpan s_retiredForAsTheLast = TimeSpan.FromMinutes(1);

    /// <summary>However long a server asks a key to rest.</summary>
    private static readonly TimeSpan s_longestRest = TimeSpan.FromHours(1);

    private readonly Lock _gate;
    private readonly string _model;
    private readonly IReadOnlyList<PooledKey> _keys;
    private readonly LinkedList<Waiter> _queue = new();
    private readonly RetryDelays _delays;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _next;

    /// <param name="model">As the log calls it.</param>
    /// <param name="keys">At least one: for a server that asks for none, <see cref="ModelKey.None"/>.</param>
    /// <param name="gate">Guards the keys and what other pools share of them.</param>
    /// <param name="delays">How long a key rests whose server does not say.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For alarms; keys are called by their numbers.</param>
    public KeyPool(string model, IReadOnlyList<PooledKey> keys, Lock gate, RetryDelays delays, TimeProvider time, ILogger<KeyPool> logger)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        (_model, _keys, _gate, _delays, _time, _logger) = (model, keys, gate, delays, time, logger);
    }

    public int Count => _keys.Count;

    public KeyCounts Counts
    {
        get
        {
            lock (_gate)
            {
                var now = _time.GetUtcNow();
                var retired = _keys.Count(key => key.Retired is not null);
                var resting = _keys.Count(key => key.Retired is null && key.IsResting(now));
                return new KeyCounts(_keys.Count - retired - resting, resting, retired);
            }
        }
    }

    /// <summary>
    /// A key that may be used now. Where all that are well have their calls, the call queues; where none is well it is told at once.
    /// </summary>
    /// <param name="patience">The longest wait in the queue.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <param name="without">Keys that this call was forbidden with; null for none.</param>
    public ValueTask<KeyTaken> TakeAsync(TimeSpan patience, CancellationToken cancellationToken, Forbidden? without = null)
    {
        LinkedListNode<Waiter> place;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_queue.Count == 0 && TryTake(now, without) is { } lease)
                return ValueTask.FromResult<KeyTaken>(new KeyTaken.Granted(lease));

            place = _queue.AddLast(new Waiter(without));
            Serve();
            if (place.List is null)
                return ValueTask.FromResult(place.Value.Task.Result);
        }

        return QueueAsync(place, patience, cancellationToken);
    }

    /// <summary>How long until a key can be tried: nothing if one can be now; null if all are retired, but for those that the call does without.</summary>
    public TimeSpan? Wait(Forbidden? without = null)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var pause = PauseOfRetired();
            var keys = _keys.Where(key => without?.Has(key) != true);
            // A retired key that has no room for its one call is not queued for: who asked would be refused at once, again and again.
            return keys.Any(key => !key.IsResting(now) && key.IsDue(pause, now) && (key.Retired is null || key.HasRoom(now))) ? TimeSpan.Zero
                : keys.Where(key => key.Retired is null).Select(key => (TimeSpan?)(key.RestsUntil - now)).Min();
        }
    }

    public void Answered(PooledKey key, DateTimeOffset began)
    {
        bool isBack;
        lock (_gate)
        {
            key.Answered();
            isBack = key.AtServer.Accept(began) | key.ForModel.Accept(began);
        }

        if (isBack)
            Log.IsBack(_logger, _model, key.Key.Number);
    }

    public void Failed(PooledKey key, LlmFailure failure)
    {
        var isAlarm = false;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            switch (failure.Kind)
            {
                case LlmFailureKind.BadKey or LlmFailureKind.QuotaExhausted:
                    isAlarm = key.AtServer.Retire(failure, now);
                    break;
                case LlmFailureKind.RateLimited:
                    var rest = _delays.Next(key.Rests + 1, failure.RetryAfter);
                    key.Rest(failure, now + (rest < s_longestRest ? rest : s_longestRest));
                    if (failure.SlowsDown)
                        key.SlowDown(now);
                    break;
                default: // whatever it was, the key is not to blame; or, where access was denied, it is not known yet: Retire
                    break;
            }
        }

        if (isAlarm)
            Log.Retired(_logger, _model, key.Key.Number, _keys.Count, failure.Kind, failure.Detail);
    }

    /// <summary>What they were forbidden was answered with another key: so it was not the question, and they may not ask for this model.</summary>
    public void Retire(Forbidden forbidden)
    {
        foreach (var (key, failure) in forbidden.Keys)
        {
            bool isAlarm;
            lock (_gate)
                isAlarm = key.ForModel.Retire(failure, _time.GetUtcNow());

            if (isAlarm)
                Log.Retired(_logger, _model, key.Key.Number, _keys.Count, failure.Kind, failure.Detail);
        }
    }

    public void Release(PooledKey key)
    {
        lock (_gate)
        {
            key.InUse--;
            Serve();
        }
    }

    private async ValueTask<KeyTaken> QueueAsync(LinkedListNode<Waiter> place, TimeSpan patience, CancellationToken cancellationToken)
    {
        var deadline = _time.GetUtcNow() + patience;
        while (true)
        {
            try
            {
                return await place.Value.Task.WaitAsync(UntilLook(deadline), _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // A key may have rested long enough, which no call that comes back would tell of.
                if (Look(place, deadline) is { } taken)
                    return taken;
            }
            catch (OperationCanceledException)
            {
                Leave(place);
                throw;
            }
        }
    }

    private TimeSpan UntilLook(DateTimeOffset deadline)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var next = _keys.Where(key => key.Retired is null).Select(key => key.RoomAt(now)).Append(deadline).Min()!.Value;
            return next > now ? next - now : TimeSpan.Zero;
        }
    }

    private KeyTaken? Look(LinkedListNode<Waiter> place, DateTimeOffset deadline)
    {
        lock (_gate)
        {
            Serve();
            if (place.List is null)
                return place.Value.Task.Result;
            if (_time.GetUtcNow() < deadline)
                return null;

            _queue.Remove(place);
            return new KeyTaken.Refused(new LlmFailure(LlmFailureKind.RateLimited, "no key had room for another call in time") { IsTransient = false });
        }
    }

    private void Leave(LinkedListNode<Waiter> place)
    {
        KeyTaken? taken = null;
        lock (_gate)
        {
            if (place.List is null)
                taken = place.Value.Task.Result;
            else
                _queue.Remove(place);
        }

        if (taken is KeyTaken.Granted { Lease: var lease })
            lease.Dispose(); // it came in the same moment
    }

    /// <summary>Gives those who queue what there is, in their order.</summary>
    private void Serve()
    {
        var now = _time.GetUtcNow();
        for (var (place, next) = (_queue.First, _queue.First?.Next); place is not null; (place, next) = (next, next?.Next))
        {
            var without = place.Value.Without;
            KeyTaken? taken = TryTake(now, without) is { } lease ? new KeyTaken.Granted(lease)
                : Refusal(now, without) is { } failure ? new KeyTaken.Refused(failure)
                : null;
            if (taken is not null)
            {
                _queue.Remove(place);
                place.Value.SetResult(taken);
            }
            else if (without is null)
            {
                return; // there is nothing for those behind it either; what one that does without some keys cannot take, they can
            }
        }
    }

    private KeyLease? TryTake(DateTimeOffset now, Forbidden? without)
    {
        var pause = PauseOfRetired();
        for (var i = 0; i < _keys.Count; i++)
        {
            var at = (_next + i) % _keys.Count;
            var key = _keys[at];
            if (key.IsResting(now) || !key.IsDue(pause, now) || !key.HasRoom(now) || without?.Has(key) == true)
                continue;

            _next = at + 1;
            key.Take(now);
            return new KeyLease(this, key, now);
        }

        return null;
    }

    /// <summary>Why nothing is to be waited for; null if a key is well and only has its calls.</summary>
    private LlmFailure? Refusal(DateTimeOffset now, Forbidden? without)
    {
        var keys = _keys.Where(key => key.Retired is null && without?.Has(key) != true);
        if (keys.Any(key => !key.IsResting(now)))
            return null;
        if (keys.MinBy(key => key.RestsUntil) is { } first)
            return first.RestsFor! with { RetryAfter = first.RestsUntil - now, Detail = $"key {first.Key.Number} rests after {first.RestsFor.Detail}" };

        return without?.Last ?? _keys[0].Retired! with { Detail = $"all keys are retired, key {_keys[0].Key.Number} after {_keys[0].Retired!.Detail}" };
    }

    private TimeSpan PauseOfRetired() => _keys.All(key => key.Retired is not null) ? s_retiredForAsTheLast : s_retiredFor;

    private sealed class Waiter(Forbidden? without) : TaskCompletionSource<KeyTaken>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Forbidden? Without => without;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 421, Level = LogLevel.Error,
            Message = "Model {Model}: key {Number} of {Count} is retired, {Kind}: {Detail}. It is tried again now and then.")]
        public static partial void Retired(ILogger logger, string model, int number, int count, LlmFailureKind kind, string detail);

        [LoggerMessage(EventId = 422, Level = LogLevel.Information, Message = "Model {Model}: key {Number} is taken again.")]
        public static partial void IsBack(ILogger logger, string model, int number);
    }
}
