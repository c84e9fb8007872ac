using System.Diagnostics;
using BotHost.Bench.Load;

namespace BotHost.Bench.Measures;

/// <summary>Tells the repeats that a kill explains from those that nothing does.</summary>
internal static class Repeats
{
    /// <summary>
    /// For every answer that was seen again: milliseconds from the last time it had been seen to the next kill; 0 if it was seen while the
    /// target died, whose last call the platform may show a little after it; not a number if no kill came before the repeat.
    /// </summary>
    public static IReadOnlyList<double> BeforeKill(Ledger ledger, IReadOnlyList<Kill> kills)
    {
        var seen = new Dictionary<int, long>();
        var repeats = new List<double>();
        foreach (var (message, at) in ledger.Repeats.OrderBy(repeat => repeat.At))
        {
            var before = seen.GetValueOrDefault(message, ledger.Delivered(message));
            var kill = kills.FirstOrDefault(kill => before <= kill.GoneAt && kill.At < at);
            repeats.Add(kill == default ? double.NaN : Math.Max(0, (kill.At - before) * 1_000.0 / Stopwatch.Frequency));
            seen[message] = at;
        }

        return repeats;
    }
}
