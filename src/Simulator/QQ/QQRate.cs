namespace BotHost.Simulator;

/// <summary>So many calls in every second of the clock. Zero: as many as come.</summary>
internal sealed class QQRate(int perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _second;
    private int _calls;

    /// <exception cref="QQRefusedException">This second has had its calls. Whoever else uses the bot counts too, so it is nobody's mistake.</exception>
    public void Take()
    {
        if (perSecond == 0)
            return;

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            if (now != _second)
                (_second, _calls) = (now, 0);
            if (++_calls > perSecond)
                throw new QQRefusedException(QQCodes.Throttled, $"more than {perSecond} calls a second", violation: null);
        }
    }
}
