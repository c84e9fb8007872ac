using BotHost.Conversation.Bots;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Turns;

public sealed class SendPaceTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Without_a_pace_nothing_waits()
    {
        var pace = new SendPace(_time);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(pace.PassAsync(TurnOf.Text("question"), default).IsCompletedSuccessfully));
    }

    [Fact]
    public async Task With_one_each_send_has_a_moment_of_its_own_and_bots_do_not_wait_for_each_other()
    {
        var pace = new SendPace(_time);
        var slow = TurnOf.Text("question", new BotProfile { Name = "slow", Limits = new BotLimits { SendsPerSecond = 5 } });
        var other = slow with { Bot = slow.Bot with { Name = "other" } };
        Assert.True(pace.PassAsync(slow, default).IsCompletedSuccessfully);
        var second = pace.PassAsync(slow, default);
        var third = pace.PassAsync(slow, default);
        Assert.True(pace.PassAsync(other, default).IsCompletedSuccessfully);

        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await third;
    }
}
