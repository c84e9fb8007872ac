namespace BotHost.Conversation.Llm.Keys;

/// <summary>One key in a pool: whether it may be used now, and by how many calls. Guarded by the pool's lock.</summary>
/// <param name="key">The key.</param>
/// <param name="atServer">Shared with the pools of other models that have the same key at the same server.</param>
/// <param name="callsAtOnce">With this key and for this model.</param>
internal sealed class PooledKey(ModelKey key, KeyStanding atServer, int callsAtOnce)
{
    /// <summary>How long a server that says "slow down" is given fewer calls.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMinutes(1);

    /// <summary>Calls that are on their way when it says so come back with the same word: they are one complaint.</summary>
    private static readonly TimeSpan s_oneComplaint = TimeSpan.FromSeconds(5);

    private DateTimeOffset _slowedAt;
    private int _slowLimit = int.MaxValue;

    public ModelKey Key => key;

    public KeyStanding AtServer => atServer;

    /// <summary>Whether it may ask for this model.</summary>
    public KeyStanding ForModel { get; } = new();

    /// <summary>What retired it; null while it is well, or only rests.</summary>
    public LlmFailure? Retired => atServer.Retired ?? ForModel.Retired;

    public DateTimeOffset RestsUntil { get; private set; }

    /// <summary>What made it rest last.</summary>
    public LlmFailure? RestsFor { get; private set; }

    /// <summary>How often it had to rest since it was last well.</summary>
    public int Rests { get; private set; }

    /// <summary>Calls on their way.</summary>
    public int InUse { get; set; }

    public bool IsResting(DateTimeOffset now) => RestsUntil > now;

    public bool HasRoom(DateTimeOffset now) => InUse < Math.Min(callsAtOnce, now < _slowedAt + s_slow ? _slowLimit : int.MaxValue);

    /// <summary>When it may have room again without a call coming back; null if only that can help.</summary>
    public DateTimeOffset? RoomAt(DateTimeOffset now) =>
        IsResting(now) ? RestsUntil : now < _slowedAt + s_slow && InUse < callsAtOnce ? _slowedAt + s_slow : null;

    public bool IsDue(TimeSpan pause, DateTimeOffset now) => atServer.IsDue(pause, now) && ForModel.IsDue(pause, now);

    public void Take(DateTimeOffset now)
    {
        InUse++;
        atServer.Try(now);
        ForModel.Try(now);
    }

    public void Rest(LlmFailure failure, DateTimeOffset until)
    {
        Rests++;
        RestsFor = failure;
        RestsUntil = until > RestsUntil ? until : RestsUntil;
    }

    public void Answered() => Rests = 0;

    /// <summary>The server wants fewer calls: for a minute it gets half of what it has, and after another complaint half of that.</summary>
    public void SlowDown(DateTimeOffset now)
    {
        if (now < _slowedAt + s_oneComplaint)
            return;

        _slowLimit = Math.Max(InUse / 2, 1); // what complains is still counted in it
        _slowedAt = now;
    }
}
