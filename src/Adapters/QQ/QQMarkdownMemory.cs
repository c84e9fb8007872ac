namespace BotHost.Adapters.QQ;

/// <summary>Where a bot's markdown was refused lately: asking again with every answer would cost a call each. One per bot.</summary>
internal sealed class QQMarkdownMemory(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<QQScene, DateTimeOffset> _refused = [];
    private readonly Lock _lock = new();

    public bool IsRefused(QQScene scene)
    {
        lock (_lock)
        {
            return _refused.TryGetValue(scene, out var at) && time.GetUtcNow() - at < Kept;
        }
    }

    public void Refused(QQScene scene)
    {
        lock (_lock)
        {
            _refused[scene] = time.GetUtcNow();
        }
    }
}
