using System.Diagnostics;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Tests;

public sealed class RepeatsTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1_000;

    [Fact]
    public void A_repeat_is_as_old_as_its_first_delivery_was_at_the_kill()
    {
        Assert.Equal([30], Judge(seenAt: [100, 900], new Kill(130 * Millisecond, 140 * Millisecond)));
    }

    [Fact]
    public void What_was_seen_while_the_target_died_was_its_last_call()
    {
        Assert.Equal([0], Judge(seenAt: [135, 900], new Kill(130 * Millisecond, 140 * Millisecond)));
    }

    [Fact]
    public void The_next_kill_counts_and_not_an_earlier_or_a_later_one()
    {
        Assert.Equal(
            [50],
            Judge(seenAt: [450, 900], new Kill(130 * Millisecond, 140 * Millisecond), new Kill(500 * Millisecond, 510 * Millisecond), new Kill(700 * Millisecond, 710 * Millisecond)));
    }

    [Fact]
    public void No_kill_explains_a_repeat_that_came_before_it()
    {
        Assert.Equal([double.NaN], Judge(seenAt: [100, 120], new Kill(130 * Millisecond, 140 * Millisecond)));
        Assert.Equal([double.NaN], Judge(seenAt: [200, 900], new Kill(130 * Millisecond, 140 * Millisecond)));
    }

    [Fact]
    public void A_third_time_is_judged_from_the_second()
    {
        Assert.Equal(
            [30, 20],
            Judge(seenAt: [100, 480, 900], new Kill(130 * Millisecond, 140 * Millisecond), new Kill(500 * Millisecond, 510 * Millisecond)));
    }

    private static IReadOnlyList<double> Judge(long[] seenAt, params Kill[] kills)
    {
        var ledger = new Ledger(1);
        foreach (var at in seenAt)
            ledger.MarkDelivered(0, at * Millisecond);
        return Repeats.BeforeKill(ledger, kills);
    }
}
