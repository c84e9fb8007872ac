using System.Globalization;

namespace BotHost.Bench.Measures;

/// <summary>Medians of trials and the ratios between two sets of them.</summary>
internal static class Figures
{
    /// <summary>What is compared, as names of the report and how to read each from a trial.</summary>
    private static readonly (string Name, Func<TrialResult, double> Of)[] Compared =
    [
        ("ack_p50_ms", trial => trial.Acknowledgement.P50),
        ("ack_p99_ms", trial => trial.Acknowledgement.P99),
        ("e2e_p50_ms", trial => trial.EndToEnd.P50),
        ("e2e_p99_ms", trial => trial.EndToEnd.P99),
        ("cpu_s_per_1000", trial => trial.CpuSecondsPerThousand),
        ("peak_mib", trial => trial.PeakMebibytes),
        ("start_up_ms", trial => trial.StartUpMilliseconds),
    ];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length switch
        {
            0 => double.NaN,
            var length when length % 2 == 1 => sorted[length / 2],
            var length => (sorted[(length / 2) - 1] + sorted[length / 2]) / 2,
        };
    }

    /// <summary>Medians of both sets, and the first's over the second's; named <c>first_x</c>, <c>second_x</c> and <c>ratio_x</c>.</summary>
    public static Dictionary<string, double> Compare(
        string firstName, IReadOnlyList<TrialResult> first, string secondName, IReadOnlyList<TrialResult> second)
    {
        var figures = new Dictionary<string, double>();
        foreach (var (name, of) in Compared)
        {
            var (one, other) = (Median(first.Select(of)), Median(second.Select(of)));
            figures[$"{firstName}_{name}"] = one;
            figures[$"{secondName}_{name}"] = other;
            figures[$"ratio_{name}"] = one / other;
        }

        return figures;
    }

    /// <summary>The same as a table, with the spread of the single rounds, by which a ratio is to be judged.</summary>
    public static string Table(string firstName, IReadOnlyList<TrialResult> first, string secondName, IReadOnlyList<TrialResult> second)
    {
        var table = new Table("median of rounds", firstName, "(min..max)", secondName, "(min..max)", "ratio");
        var figures = Compare(firstName, first, secondName, second);
        foreach (var (name, of) in Compared)
        {
            table.Add(
                name,
                Measures.Table.Number(figures[$"{firstName}_{name}"]),
                Spread(first.Select(of)),
                Measures.Table.Number(figures[$"{secondName}_{name}"]),
                Spread(second.Select(of)),
                Measures.Table.Number(figures[$"ratio_{name}"]));
        }

        return table.ToString();
    }

    private static string Spread(IEnumerable<double> values)
    {
        var all = values.ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"({all.Min():0.00}..{all.Max():0.00})");
    }
}
