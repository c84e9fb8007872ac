using System.Diagnostics;

namespace BotHost.Bench.Measures;

/// <summary>A set of times, in milliseconds. Percentiles are values that occurred (nearest rank), nothing is interpolated.</summary>
internal sealed record Latency(int Count, double P50, double P99, double Max)
{
    public static Latency None { get; } = new(0, double.NaN, double.NaN, double.NaN);

    public static Latency Of(IEnumerable<long> ticks)
    {
        var sorted = ticks.ToArray();
        if (sorted.Length == 0)
            return None;
        Array.Sort(sorted);
        return new Latency(sorted.Length, Rank(0.50), Rank(0.99), Rank(1));

        double Rank(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] * 1_000.0 / Stopwatch.Frequency;
    }
}
