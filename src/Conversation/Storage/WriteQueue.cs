using System.Threading.Channels;

namespace BotHost.Conversation.Storage;

/// <summary>
/// What waits for the writer, in two lanes. What a platform waits for goes first: it is acknowledged in time also where the turns have
/// fallen behind, and does not send the same message once more into the crowd.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>Operations waiting in a lane. Beyond this, messages are refused and turns wait.</summary>
    private const int Capacity = 8_192;

    /// <summary>Operations in one transaction: enough to make the flush cheap, few enough that the first need not wait long for the last.</summary>
    private const int MaxBatch = 64;

    /// <summary>Those of the first lane among them: the turns go on however many messages arrive.</summary>
    private const int MaxFirst = MaxBatch / 2;

    private readonly Channel<WriteOperation> _first = Lane();
    private readonly Channel<WriteOperation> _then = Lane();
    private readonly AutoResetEvent _bell = new(initialState: false);
    private volatile bool _asleep;

    /// <summary>What the turns have queued and nobody has taken yet.</summary>
    public int Waiting => _then.Reader.Count;

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
        while (!TryTake(batch))
        {
            if (_first.Reader.Completion.IsCompleted && _then.Reader.Completion.IsCompleted)
            {
                return false;
            }

            Sleep();
        }

        return true;
    }

    public void Dispose() => _bell.Dispose();

    private bool TryTake(List<WriteOperation> batch)
    {
        Move(_first.Reader, batch, MaxFirst);
        Move(_then.Reader, batch, MaxBatch);
        return batch.Count > 0;
    }

    private static void Move(ChannelReader<WriteOperation> lane, List<WriteOperation> batch, int most)
    {
        while (batch.Count < most && lane.TryRead(out var operation))
        {
            batch.Add(operation);
        }
    }

    /// <summary>Either the writer sees what was added before it sleeps, or whoever added it sees the writer asleep.</summary>
    private void Sleep()
    {
        _asleep = true;
        Interlocked.MemoryBarrier();
        if (IsEmpty(_first.Reader) && IsEmpty(_then.Reader))
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

    private static bool IsEmpty(ChannelReader<WriteOperation> lane) => lane.Count == 0 && !lane.Completion.IsCompleted;

    private static Channel<WriteOperation> Lane() => Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(Capacity) { SingleReader = true });
}
