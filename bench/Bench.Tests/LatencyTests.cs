using System.Diagnostics;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Tests;

public sealed class LatencyTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1_000;

    [Fact]
    public void A_percentile_is_the_smallest_value_that_so_many_do_not_exceed()
    {
        var latency = Latency.Of(Enumerable.Range(1, 200).Reverse().Select(value => value * Millisecond));

        Assert.Equal(new Latency(200, P50: 100, P99: 198, Max: 200), latency);
    }

    [Fact]
    public void One_value_is_every_percentile_of_itself()
    {
        Assert.Equal(new Latency(1, 7, 7, 7), Latency.Of([7 * Millisecond]));
    }

    [Fact]
    public void The_median_of_an_even_number_lies_between_the_two_in_the_middle()
    {
        Assert.Equal(2.5, Figures.Median([4, 1, 3, 2]));
        Assert.Equal(3, Figures.Median([5, 3, 1]));
    }
}
