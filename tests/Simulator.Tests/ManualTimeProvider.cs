namespace BotHost.Simulator.Tests;

/// <summary>A clock that stands still until it is moved. Timers are not needed here: what is tested with it does not wait.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        throw new NotSupportedException("This clock does not wake anybody.");
    }

    public void Advance(TimeSpan by) => _now += by;
}
