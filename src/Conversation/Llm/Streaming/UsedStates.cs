namespace BotHost.Conversation.Llm.Streaming;

/// <summary>
/// Lets what a server keeps be used once: a second try, or a second call that was not told what the first one left, would say the same
/// question twice to a server that may have taken the first.
/// </summary>
internal sealed class UsedStates
{
    /// <summary>Far more than are used while one of them could still be offered again: a claim that is not the next one offers none.</summary>
    private const int Remembered = 8_192;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Id, int Count)> _used = [];
    private readonly Queue<(string Id, int Count)> _order = new();

    /// <summary>False if it was used before.</summary>
    public bool TryUse(ServerState state)
    {
        lock (_gate)
        {
            if (!_used.Add((state.Id, state.Count)))
                return false;

            _order.Enqueue((state.Id, state.Count));
            if (_order.Count > Remembered)
                _used.Remove(_order.Dequeue());
            return true;
        }
    }
}
