namespace BotHost.Conversation.Llm.Assistants;

/// <summary>
/// The threads in which a try has begun and not come to a whole answer. What such a try left there nobody knows, for the question may be in it
/// already: the next try must not put it there again, and so begins a thread of its own.
/// </summary>
/// <remarks>Only the tries of one call need this. After it, a turn without an answer leaves no state behind that would name the thread.</remarks>
internal sealed class SpentThreads
{
    /// <summary>Well above the turns that run at once.</summary>
    private const int Most = 4096;

    private readonly Lock _gate = new();
    private readonly LinkedList<string> _order = [];
    private readonly Dictionary<string, LinkedListNode<string>> _ids = [];

    /// <summary>True if no try is known to have begun in it; from now on one has.</summary>
    public bool TrySpend(string threadId)
    {
        lock (_gate)
        {
            if (_ids.ContainsKey(threadId))
                return false;

            _ids.Add(threadId, _order.AddLast(threadId));
            if (_order.Count > Most)
            {
                _ids.Remove(_order.First!.Value);
                _order.RemoveFirst();
            }

            return true;
        }
    }

    /// <summary>The try came to a whole answer: what the thread holds is known again.</summary>
    public void Restore(string threadId)
    {
        lock (_gate)
        {
            if (_ids.Remove(threadId, out var node))
                _order.Remove(node);
        }
    }
}
