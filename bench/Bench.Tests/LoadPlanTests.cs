using BotHost.Bench.Load;

namespace BotHost.Bench.Tests;

public sealed class LoadPlanTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(90);

    [Fact]
    public void A_seed_gives_the_same_arrivals_again()
    {
        Assert.Equal(Plan(seed: 3).Arrivals, Plan(seed: 3).Arrivals);
        Assert.NotEqual(Plan(seed: 3).Arrivals, Plan(seed: 4).Arrivals);
    }

    [Fact]
    public void Arrivals_come_at_the_rate_asked_for_and_in_the_order_of_their_time()
    {
        var plan = Plan(seed: 1);

        // 9,000 are expected, and the deviation of a Poisson count is its root: this is ten of them to either side.
        Assert.InRange(plan.Messages.Count(message => message.Phase == Phase.Measured), 8_050, 9_950);
        Assert.Equal(plan.Arrivals.OrderBy(arrival => arrival.At), plan.Arrivals);
        Assert.All(plan.Arrivals, arrival => Assert.Equal(arrival.At < WarmUp ? Phase.WarmUp : Phase.Measured, plan.Messages[arrival.Message].Phase));
    }

    [Fact]
    public void The_rate_rises_over_the_first_half_of_the_warm_up()
    {
        var perSecond = Plan(seed: 1).Arrivals.CountBy(arrival => (int)arrival.At.TotalSeconds).ToDictionary();

        Assert.InRange(perSecond[0], 1, 50);
        Assert.InRange(perSecond[2], 20, 90);
        Assert.All(Enumerable.Range(5, 95), second => Assert.InRange(perSecond[second], 50, 150));
    }

    [Fact]
    public void Delivered_twice_every_message_arrives_again_after_the_pause()
    {
        var pause = TimeSpan.FromSeconds(2.5);
        var twice = Plan(seed: 1).Twice(pause);

        Assert.All(twice.Arrivals.GroupBy(arrival => arrival.Message), arrivals => Assert.Equal(pause, arrivals.Last().At - arrivals.First().At));
        Assert.Equal(2 * twice.Messages.Count, twice.Arrivals.Count);
    }

    [Fact]
    public void In_turns_nobody_asks_again_before_all_others_did_and_nothing_else_changes()
    {
        var plan = Plan(seed: 1);
        var turns = plan.InTurns(people: 7);

        Assert.Equal(plan.Arrivals, turns.Arrivals);
        Assert.Equal(plan.Messages.Select(message => message.Phase), turns.Messages.Select(message => message.Phase));
        Assert.All(turns.Messages.Chunk(7), round => Assert.Equal(Enumerable.Range(0, round.Length), round.Select(message => message.Conversation)));
    }

    [Fact]
    public void Two_loads_together_share_neither_messages_nor_conversations()
    {
        var one = LoadPlan.Counted(10, perSecond: 1, conversations: 3, new Random(1));
        var other = LoadPlan.Counted(5, perSecond: 1, conversations: 1, new Random(2)).As(Phase.Background);

        var both = one.With(other);

        Assert.Equal(Enumerable.Range(0, 15), both.Arrivals.Select(arrival => arrival.Message).Order());
        Assert.Equal(one.Messages, both.Messages.Take(10));
        Assert.All(both.Messages.Skip(10), message => Assert.Equal(new PlannedMessage(one.Conversations, Phase.Background), message));
    }

    private static LoadPlan Plan(int seed) => LoadPlan.Poisson(100, WarmUp, Measured, conversations: 50, new Random(seed));
}
