namespace BotHost.Adapters.OneBot;

/// <summary>
/// The ids of what the bot sent last: a reply to one of them speaks to the bot, mention or not. Kept in memory only: after a restart such a
/// reply needs the mention, which QQ's own apps put in by themselves.
/// </summary>
internal sealed class OneBotSentMessages
{
    /// <summary>Far more than anybody scrolls back to, and some tens of kilobytes.</summary>
    public const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _oldestFirst = new();
    private readonly HashSet<string> _ids = [];

    public void Add(string id)
    {
        lock (_lock)
        {
            if (!_ids.Add(id))
                return;
            _oldestFirst.Enqueue(id);
            if (_oldestFirst.Count > Capacity)
                _ids.Remove(_oldestFirst.Dequeue());
        }
    }

    public bool Contains(string id)
    {
        lock (_lock)
        {
            return _ids.Contains(id);
        }
    }
}
