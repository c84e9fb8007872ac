namespace BotHost.Adapters.OneBot;

/// <summary>
/// The ids of what the bot sent last, and where: a reply to one of them speaks to the bot, mention or not. Kept in memory only: after a
/// restart such a reply needs the mention, which QQ's own apps put in by themselves.
/// </summary>
internal sealed class OneBotSentMessages
{
    /// <summary>Far more than anybody scrolls back to, and some tens of kilobytes.</summary>
    public const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _oldestFirst = new();
    private readonly Dictionary<string, OneBotChat> _chats = [];

    public void Add(string id, OneBotChat chat)
    {
        lock (_lock)
        {
            if (!_chats.TryAdd(id, chat))
                return;
            _oldestFirst.Enqueue(id);
            if (_oldestFirst.Count > Capacity)
                _chats.Remove(_oldestFirst.Dequeue());
        }
    }

    public bool Contains(string id) => ChatOf(id) is not null;

    /// <returns>Null for what the bot did not send, or too long ago.</returns>
    public OneBotChat? ChatOf(string id)
    {
        lock (_lock)
        {
            return _chats.TryGetValue(id, out var chat) ? chat : null;
        }
    }
}

/// <summary>A group, or the private chat with one person.</summary>
internal readonly record struct OneBotChat(bool IsGroup, long Number);
