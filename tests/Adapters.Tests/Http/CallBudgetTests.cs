using BotHost.Adapters.Http;

namespace BotHost.Adapters.Tests.Http;

public sealed class CallBudgetTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CallBudget _budget;

    public CallBudgetTests() => _budget = new CallBudget(10, _time);

    [Fact]
    public void A_second_s_calls_may_be_made_at_once_and_the_next_one_has_to_wait_its_part_of_a_second()
    {
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(TimeSpan.Zero, _budget.TryTake(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(100), _budget.TryTake(1));
        Assert.Equal(TimeSpan.FromMilliseconds(200), _budget.TryTake(2));

        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(TimeSpan.Zero, _budget.TryTake(1));
        Assert.NotEqual(TimeSpan.Zero, _budget.TryTake(1));
    }

    [Fact]
    public void What_is_not_used_is_kept_for_one_second_only()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.Zero, _budget.TryTake(10));
        Assert.NotEqual(TimeSpan.Zero, _budget.TryTake(1));
    }

    [Fact]
    public void Calls_that_cannot_be_left_out_make_the_others_stand_back_for_a_second_at_most()
    {
        _budget.Take(1_000);

        Assert.Equal(TimeSpan.FromMilliseconds(1_100), _budget.TryTake(1));
        _time.Advance(TimeSpan.FromMilliseconds(1_100));
        Assert.Equal(TimeSpan.Zero, _budget.TryTake(1));
    }
}
