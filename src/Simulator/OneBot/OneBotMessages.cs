using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>What was said here, for those who quote it or ask for it by its number.</summary>
internal sealed class OneBotMessages(bool keep)
{
    private readonly ConcurrentDictionary<int, Said> _said = new();
    private int _last = 100_000;

    /// <summary>The numbers of this account's messages only grow; other peers have negative ones too.</summary>
    public int NextId() => Interlocked.Increment(ref _last);

    public void Add(int id, Said said)
    {
        if (keep)
            _said.TryAdd(id, said);
    }

    public Said? Find(int id) => _said.GetValueOrDefault(id);

    /// <summary>Where nothing is kept nothing can be missed.</summary>
    public bool IsKnown(int id) => !keep || _said.ContainsKey(id);

    /// <returns>Whether there was such a message.</returns>
    public bool Delete(int id) => _said.TryRemove(id, out _);

    /// <param name="UserId">Who said it.</param>
    /// <param name="ChatId">The group, or the one that it was said to in private.</param>
    /// <param name="AsString">The whole message as a CQ string.</param>
    internal sealed record Said(DateTimeOffset At, bool IsGroup, long UserId, string Nick, long ChatId, string AsString);
}
