using System.Threading.Channels;

namespace BotHost.Conversation.Storage;

/// <summary>
/// What waits for the writer, in two lanes. What a platform waits for goes first: it is acknowledged in time also where the turns have
/// fallen behind, and does not send the same message once more into the crowd.
/// </summary>
/// <param name="company">How the time is waited in which others may come; null: by the clock.</param>
internal sealed class WriteQueue(Action<TimeSpan>? company = null) : IDisposable
{
    /// <summary>Operations waiting in a lane. Beyond this, messages are refused and turns wait.</summary>
    private const int Capacity = 8_192;

    /// <summary>Operations in one transaction: enough to make the flush cheap, few enough that the first need not wait long for the last.</summary>
    private const int MaxBatch = 64;

    /// <summary>Those of the first lane among them: the turns go on however many messages arrive.</summary>
    private const int MaxFirst = MaxBatch / 2;

    /// <summary>A transaction this large is followed by others of its kind: the next one waits for company.</summary>
    private const int Crowd = 8;

    /// <summary>
    /// How long it waits. Where thousands of operations come a second, each transaction would otherwise hold a handful, and every one of
    /// them costs a flush and rewrites the pages that its neighbours rewrite.
    /// </summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(1);

    private readonly Channel<WriteOperation> _first = Lane();
    private readonly Channel<WriteOperation> _then = Lane();
    private readonly AutoResetEvent _bell = new(initialState: false);
    private volatile bool _asleep;
    private bool _crowded;                      // the writer's thread alone uses it

    /// <summary>What the turns have queued and nobody has taken yet.</summary>
    public int Waiting => _then.Reader.Count;

    private bool IsEmpty => _first.Reader.Count == 0 && _then.Reader.Count == 0;

    private bool IsCompleted => _first.Reader.Completion.IsCompleted && _then.Reader.Completion.IsCompleted;

    public bool TryAddFirst(WriteOperation operation)
    {
        var added = _first.Writer.TryWrite(operation);
        Ring();
        return added;
    }

    /// <summary>Waits for room.</summary>
    public async ValueTask AddAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        await _then.Writer.WriteAsync(operation, cancellationToken);
        Ring();
    }

    /// <summary>Nothing more is taken; what is there is still given out.</summary>
    public void Complete()
    {
        _first.Writer.TryComplete();
        _then.Writer.TryComplete();
        Ring();
    }

    /// <summary>Waits until there is something, and takes what is there; false at the end. For the writer's thread alone.</summary>
    public bool Take(List<WriteOperation> batch)
    {
        while (IsEmpty)
        {
            if (IsCompleted)
            {
                return false;
            }

            Sleep();
        }

        if (_crowded && _first.Reader.Count + _then.Reader.Count < MaxBatch / 2)
        {
            (company ?? Wait)(Company);
        }

        Move(_first.Reader, batch, MaxFirst);
        Move(_then.Reader, batch, MaxBatch);
        _crowded = batch.Count >= Crowd;
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

    private void Wait(TimeSpan time) => _bell.WaitOne(time);        // nobody rings: we are awake

    /// <summary>Either the writer sees what was added before it sleeps, or whoever added it sees the writer asleep.</summary>
    private void Sleep()
    {
        _asleep = true;
        Interlocked.MemoryBarrier();
        if (IsEmpty && !IsCompleted)
        {
            _bell.WaitOne();
        }

        _asleep = false;
    }

    private void Ring()
    {
        Interlocked.MemoryBarrier();
        if (_asleep)
        {
            _bell.Set();
        }
    }

    private static Channel<WriteOperation> Lane() => Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(Capacity) { SingleReader = true });
}
