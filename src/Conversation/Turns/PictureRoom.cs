namespace BotHost.Conversation.Turns;

/// <summary>
/// How much of pictures all prompts together hold in memory. A prompt holds its pictures until the model has answered, and as much again
/// while they are sent; hundreds of turns run at once. Who finds no room waits, in the order of coming.
/// </summary>
internal sealed class PictureRoom
{
    /// <summary>Enough for the pictures of a hundred people as telephones send them.</summary>
    private const long Most = 192 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly long _all;
    private long _left;

    public PictureRoom(long bytes = Most) => _all = _left = bytes;

    /// <summary>Waits until there is room; what is handed over gives it back.</summary>
    public async Task<IDisposable> EnterAsync(long wanted, CancellationToken cancellationToken)
    {
        var place = new Waiting(Math.Min(wanted, _all));
        LinkedListNode<Waiting> node;
        lock (_gate)
        {
            node = _waiting.AddLast(place);
            LetIn();
        }

        try
        {
            await place.LetIn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(node);
            throw;
        }

        return new Lease(this, node);
    }

    /// <summary>Of those who wait the first, and nobody past them: a large one must get its room some time.</summary>
    private void LetIn()
    {
        for (var next = _waiting.First; next is not null && next.Value.Bytes <= _left; next = _waiting.First)
        {
            _waiting.Remove(next);
            _left -= next.Value.Bytes;
            next.Value.LetIn.SetResult();
        }
    }

    private void Leave(LinkedListNode<Waiting> node)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _waiting.Remove(node);
            }
            else
            {
                _left += node.Value.Bytes;
            }

            LetIn();
        }
    }

    private sealed class Waiting(long bytes)
    {
        public long Bytes => bytes;

        public TaskCompletionSource LetIn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Lease(PictureRoom room, LinkedListNode<Waiting> node) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                room.Leave(node);
            }
        }
    }
}
