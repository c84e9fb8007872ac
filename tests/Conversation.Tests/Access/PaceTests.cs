using BotHost.Conversation.Access;

namespace BotHost.Conversation.Tests.Access;

public sealed class PaceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void As_many_as_may_come_in_a_minute_may_come_at_once_and_then_one_by_one()
    {
        var pace = new Pace(_time);
        Assert.All(Enumerable.Range(0, 6), _ => Assert.True(Passes(pace, "a")));
        Assert.False(Passes(pace, "a"));
        Assert.True(Passes(pace, "b"));

        _time.Advance(Minute / 6);
        Assert.True(Passes(pace, "a"));
        Assert.False(Passes(pace, "a"));

        _time.Advance(10 * Minute);
        Assert.Equal(6, Enumerable.Range(0, 20).Count(_ => Passes(pace, "a")));
    }

    [Fact]
    public void Who_is_idle_is_forgotten_when_the_room_is_needed_and_who_is_not_is_still_held_back()
    {
        var pace = new Pace(_time, capacity: 100);
        Assert.All(Enumerable.Range(0, 99), i => Assert.True(Passes(pace, $"idle {i}")));
        _time.Advance(Minute);
        Assert.Equal(6, Enumerable.Range(0, 20).Count(_ => Passes(pace, "busy")));
        Assert.All(Enumerable.Range(0, 50), i => Assert.True(Passes(pace, $"new {i}")));

        Assert.InRange(pace.Count, 1, 100);
        Assert.False(Passes(pace, "busy"));
    }

    [Fact]
    public void However_many_keys_come_at_the_same_time_the_room_is_bounded()
    {
        var pace = new Pace(_time, capacity: 100);
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(Passes(pace, $"{i}")));
        Assert.InRange(pace.Count, 1, 100);
    }

    private bool Passes(Pace pace, string key) => pace.TryPass(key, _time.GetUtcNow(), Minute / 6, Minute);
}
