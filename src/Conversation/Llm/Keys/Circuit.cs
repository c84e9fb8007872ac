using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.Keys;

/// <summary>
/// Whether a model is worth asking at all: shared by all turns. After failures it is left alone for a growing while; then one call tries it,
/// while the others are still refused, and closes the circuit or opens it again. (Why not Polly's: docs/adr/0015.)
/// </summary>
internal sealed partial class Circuit(string model, RetryDelays delays, TimeProvider time, ILogger<Circuit> logger)
{
    /// <summary>So many failures in a row, of at least half of the newest calls, open it: some failures among many answers do not.</summary>
    private const int InARow = 5;

    /// <summary>So many calls, of which three quarters failed, open it, too.</summary>
    private const int Calls = 10;

    /// <summary>What others do while the one call tries.</summary>
    private static readonly TimeSpan s_whileTried = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly RecentCalls _recent = new();
    private int _inARow;
    private int _openings;
    private DateTimeOffset? _openSince;
    private DateTimeOffset _until;
    private bool _isTried;

    public CircuitState State
    {
        get
        {
            lock (_gate)
                return _openSince is null ? CircuitState.Closed : _isTried ? CircuitState.HalfOpen : CircuitState.Open;
        }
    }

    /// <summary>Asks whether the model may be asked. Each "yes" is answered with one verdict.</summary>
    public CircuitAnswer Enter()
    {
        lock (_gate)
        {
            if (_openSince is not { } since)
                return new CircuitAnswer { MayAsk = true };

            var now = time.GetUtcNow();
            if (!_isTried && now >= _until)
            {
                _isTried = true;
                return new CircuitAnswer { MayAsk = true, IsProbe = true };
            }

            return new CircuitAnswer { Wait = _until > now ? _until - now : s_whileTried, OpenSince = since, OpenFor = now - since };
        }
    }

    /// <param name="answer">What <see cref="Enter"/> gave.</param>
    /// <param name="isUp">Whether the server did its work, if only to refuse; null if nobody knows, because the call was cancelled.</param>
    public void Report(CircuitAnswer answer, bool? isUp)
    {
        DateTimeOffset? closed = null, opened = null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (answer.IsProbe)
            {
                _isTried = false;
                if (isUp == true)
                    closed = Close();
                else if (isUp == false)
                    Open(now);
            }
            else if (_openSince is null && isUp is { } up)
            {
                _inARow = up ? 0 : _inARow + 1;
                _recent.Add(now, failed: !up);
                if (!up && IsTooMuch(now))
                    opened = Open(now);
            }
        }

        if (opened is not null)
            Log.Opened(logger, model);
        if (closed is { } since)
            Log.Closed(logger, model, since);
    }

    private bool IsTooMuch(DateTimeOffset now)
    {
        var (calls, failed) = _recent.Count(now);
        return (_inARow >= InARow && failed * 2 >= calls) || (calls >= Calls && failed * 4 >= calls * 3);
    }

    private DateTimeOffset Open(DateTimeOffset now)
    {
        _openings++;
        _until = now + delays.Next(_openings + 2, retryAfter: null); // 2, 4 and 8 s: one call then costs little, and a server that is back is not missed
        _openSince ??= now;
        return now;
    }

    private DateTimeOffset? Close()
    {
        var since = _openSince;
        (_openSince, _openings, _inARow) = (null, 0, 0);
        _recent.Clear();
        return since;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 423, Level = LogLevel.Error, Message = "Model {Model} fails again and again: the circuit is open, and it is left alone but for one call now and then.")]
        public static partial void Opened(ILogger logger, string model);

        [LoggerMessage(EventId = 424, Level = LogLevel.Information, Message = "Model {Model} answers again; the circuit was open since {Since:O}.")]
        public static partial void Closed(ILogger logger, string model, DateTimeOffset since);
    }
}
