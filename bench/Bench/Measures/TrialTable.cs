namespace BotHost.Bench.Measures;

/// <summary>One line per trial.</summary>
internal static class TrialTable
{
    public static string Of(IEnumerable<TrialResult> trials)
    {
        var table = new Table(
            "target", "rate/s", "acked/s", "answered/s", "ack p50", "p99", "max", "e2e p50", "p99", "lag p99", "cpu s/1000", "cores", "driver",
            "MiB", "start ms", "lost", "told", "twice", "order", "refused");
        foreach (var trial in trials)
        {
            table.Add(
                trial.Target,
                Table.Number(trial.Rate, "0"),
                Table.Number(trial.AcknowledgedPerSecond, "0"),
                Table.Number(trial.AnsweredPerSecond, "0"),
                Table.Number(trial.Acknowledgement.P50),
                Table.Number(trial.Acknowledgement.P99),
                Table.Number(trial.Acknowledgement.Max),
                Table.Number(trial.EndToEnd.P50),
                Table.Number(trial.EndToEnd.P99),
                Table.Number(trial.DriverLag.P99),
                Table.Number(trial.CpuSecondsPerThousand, "0.000"),
                Table.Number(trial.TargetCores),
                Table.Number(trial.DriverCores),
                Table.Number(trial.PeakMebibytes, "0"),
                Table.Number(trial.StartUpMilliseconds, "0"),
                $"{trial.Promises.Lost}",
                $"{trial.Promises.Told}",
                $"{trial.Promises.AnsweredTwice}",
                $"{trial.Promises.OutOfOrder}/{trial.Promises.Ordered}",
                $"{trial.Refusals.Values.Sum()}");
        }

        var violations = trials.SelectMany(trial => trial.Violations.Select(violation => $"{trial.Target}: {violation}")).Distinct().Take(5).ToList();
        return violations.Count == 0 ? table.ToString() : table + "Violations: " + string.Join("; ", violations) + Environment.NewLine;
    }
}
