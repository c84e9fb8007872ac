namespace BotHost.Simulator;

/// <summary>A group, or the private chat with one person.</summary>
/// <param name="isGroup">Group or private chat.</param>
/// <param name="target">Who reads here, as the simulation knows them.</param>
internal sealed class QQChat(bool isGroup, string target)
{
    /// <summary>Messages that answer nothing, to one person or group. Source: wiki "消息收发概述".</summary>
    private const int MaxActivePerMinute = 20;

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _active = new();

    public bool IsGroup => isGroup;

    public string Target => target;

    /// <summary>The word in the answers' ways: <c>c2c</c> or <c>group</c>.</summary>
    public string Via => isGroup ? "group" : "c2c";

    public bool MaySpeakFirst(DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_active.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1))
                _active.Dequeue();
            return _active.Count < MaxActivePerMinute;
        }
    }

    public void CountActive(DateTimeOffset now)
    {
        lock (_lock)
            _active.Enqueue(now);
    }
}
