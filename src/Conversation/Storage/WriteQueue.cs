using System.Threading.Channels;

namespace BotHost.Conversation.Storage;

/// <summary>
/// What waits for the writer, in three lanes. What a platform waits for goes first: it is acknowledged in time also where the turns have
/// fallen behind, and does not send the same message once more into the crowd. What nobody waits for goes with the next transaction.
/// </summary>
/// <param name="company">How the time is waited in which others may come; null: by the clock, or until somebody rings.</param>
internal sealed class WriteQueue(Action<TimeSpan>? company = null) : IDisposable
{
    /// <summary>Operations waiting in a lane. Beyond this, messages are refused and turns wait.</summary>
    private const int Capacity = 8_192;

    /// <summary>Operations in one transaction: enough to make the flush cheap, few enough that the first need not wait long for the last.</summary>
    public const int MaxBatch = 128;

    /// <summary>Those of the first lane among them: the turns go on however many messages arrive.</summary>
    private const int MaxFirst = MaxBatch / 2;

    /// <summary>A transaction this large is followed by others of its kind: the next one waits for company, a millisecond for every so many operations.</summary>
    public const int Crowd = 16;

    /// <summary>
    /// The longest wait. Where thousands of operations come a second, each transaction would otherwise hold a handful, and every one of them
    /// costs a flush and rewrites the pages that its neighbours rewrite. What has gathered behind a pause of the collector is no such crowd.
    /// </summary>
    private const int LongestWait = 3;

    /// <summary>
    /// How long an operation that nobody waits for is left alone: at 500 messages a second most find company in that time, and one flush
    /// in three is saved, which those who are waited for would have had to wait for, too.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2);

    private readonly Channel<WriteOperation> _first = Lane();
    private readonly Channel<WriteOperation> _then = Lane();
    private readonly Channel<WriteOperation> _whenever = Lane();
    private readonly AutoResetEvent _bell = new(initialState: false);
    private volatile Rest _rest;
    private volatile bool _completed;
    private int _crowd;                         // operations of the transaction before; the writer's thread alone uses it

    /// <summary>Who wakes the writer.</summary>
    private enum Rest
    {
        /// <summary>Nobody: it is at work.</summary>
        None,

        /// <summary>Whoever is waited for.</summary>
        Patient,

        /// <summary>Everybody.</summary>
        Asleep,
    }

    /// <summary>What the turns have queued and nobody has taken yet.</summary>
    public int Waiting => _then.Reader.Count + _whenever.Reader.Count;

    private bool IsUrgent => _first.Reader.Count > 0 || _then.Reader.Count > 0;

    private bool IsEmpty => !IsUrgent && _whenever.Reader.Count == 0;

    public bool TryAddFirst(WriteOperation operation)
    {
        var added = _first.Writer.TryWrite(operation);
        Ring(Rest.Patient);
        return added;
    }

    /// <summary>Waits for room.</summary>
    public async ValueTask AddAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        await _then.Writer.WriteAsync(operation, cancellationToken);
        Ring(Rest.Patient);
    }

    /// <summary>The same for what may wait until others come.</summary>
    public async ValueTask AddForWheneverAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        await _whenever.Writer.WriteAsync(operation, cancellationToken);
        Ring(Rest.Asleep);
    }

    /// <summary>Nothing more is taken; what is there is still given out.</summary>
    public void Complete()
    {
        _first.Writer.TryComplete();
        _then.Writer.TryComplete();
        _whenever.Writer.TryComplete();
        _completed = true;
        Ring(Rest.Patient);
    }

    /// <summary>The next transaction waits for no company. For the writer's thread alone.</summary>
    public void Hurry() => _crowd = 0;

    /// <summary>Waits until there is something, and takes what is there; false at the end. For the writer's thread alone.</summary>
    public bool Take(List<WriteOperation> batch)
    {
        while (IsEmpty)
        {
            if (_completed)
            {
                return false;
            }

            Sleep();
        }

        if (!IsUrgent && !_completed)
        {
            BePatient();
        }
        else if (_crowd >= Crowd && _first.Reader.Count + Waiting < MaxBatch / 2)
        {
            (company ?? Wait)(TimeSpan.FromMilliseconds(Math.Min(_crowd / Crowd, LongestWait)));
        }

        Move(_first.Reader, batch, MaxFirst);
        Move(_whenever.Reader, batch, MaxBatch);        // what ends makes room
        Move(_then.Reader, batch, MaxBatch);
        _crowd = batch.Count;
        return true;
    }

    public void Dispose() => _bell.Dispose();

    private static void Move(ChannelReader<WriteOperation> lane, List<WriteOperation> batch, int most)
    {
        while (batch.Count < most && lane.TryRead(out var operation))
        {
            batch.Add(operation);
        }
    }

    private void Wait(TimeSpan time) => _bell.WaitOne(time);

    /// <summary>Either the writer sees what was added before it rests, or whoever added it sees the writer at rest.</summary>
    private void Sleep()
    {
        _rest = Rest.Asleep;
        Interlocked.MemoryBarrier();
        if (IsEmpty && !_completed)
        {
            _bell.WaitOne();
        }

        _rest = Rest.None;
    }

    /// <summary>The same for a while, in which only those are heard whom somebody waits for.</summary>
    private void BePatient()
    {
        _rest = Rest.Patient;
        Interlocked.MemoryBarrier();
        if (!IsUrgent && !_completed)
        {
            (company ?? Wait)(Patience);
        }

        _rest = Rest.None;
    }

    /// <param name="from">The lightest rest that it ends.</param>
    private void Ring(Rest from)
    {
        Interlocked.MemoryBarrier();
        if (_rest >= from)
        {
            _bell.Set();
        }
    }

    private static Channel<WriteOperation> Lane() => Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(Capacity) { SingleReader = true });
}
