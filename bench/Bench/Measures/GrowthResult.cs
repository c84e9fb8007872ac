using System.Diagnostics;
using BotHost.Bench.Load;

namespace BotHost.Bench.Measures;

/// <summary>How the answers of one load grew, as the people in front of the screens would tell it.</summary>
internal sealed record GrowthResult
{
    public required string Platform { get; init; }

    public required string Load { get; init; }

    public required int Answers { get; init; }

    /// <summary>Answers whose text changed at least once after people first saw it.</summary>
    public required int Grew { get; init; }

    /// <summary>How often the texts changed, all answers together, per answer.</summary>
    public required double UpdatesPerAnswer { get; init; }

    /// <summary>From the model's first piece to the first words on the screen; only of answers that grew.</summary>
    public required Latency FirstVisible { get; init; }

    /// <summary>Answers of which nothing is to be seen.</summary>
    public required int Missing { get; init; }

    /// <summary>Answers that do not end with the whole text, exactly.</summary>
    public required int Incomplete { get; init; }

    /// <summary>Cards and streams that were never closed.</summary>
    public required int Hanging { get; init; }

    /// <summary>Answers that are on the screen more than once.</summary>
    public required int Doubled { get; init; }

    /// <summary>Calls that a correct client would not have made, and calls beyond the platform's rates.</summary>
    public required long Violations { get; init; }

    public required long Throttled { get; init; }

    /// <summary>As many answers as were being shown when the host was killed; 0 where it was not.</summary>
    public int GrowingWhenKilled { get; init; }

    public bool IsRight => (Missing, Incomplete, Hanging, Doubled, Violations, Throttled) == (0, 0, 0, 0, 0, 0);

    public static GrowthResult Of(string load, Trial trial, GrowthLedger ledger)
    {
        var seen = ledger.Seen;
        var numbers = Enumerable.Range(0, trial.Plan.Messages.Count).ToArray();
        var grew = numbers.Where(message => seen[message].Any(one => one.Now.Updates > 0)).ToArray();
        return new GrowthResult
        {
            Platform = trial.Fakes.Platform.Name,
            Load = load,
            Answers = numbers.Length,
            Grew = grew.Length,
            UpdatesPerAnswer = numbers.Sum(message => seen[message].Sum(one => one.Now.Updates)) / (double)numbers.Length,
            FirstVisible = Latency.Of(grew.Select(message => seen[message].Min(one => one.FirstTextAt) - ledger.FirstToken(message))),
            Missing = numbers.Count(message => !seen.Contains(message)),
            Incomplete = numbers.Count(message => seen.Contains(message) && !seen[message].Any(one => one.Now.Text == GrowingText.Of(message))),
            Hanging = numbers.Count(message => seen[message].Any(one => !one.Now.IsFinished)),
            Doubled = numbers.Count(message => seen[message].Count() > 1),
            Violations = trial.Fakes.Platform.Violations.Count,
            Throttled = trial.Fakes.Platform.ThrottledCalls,
        };
    }

    public static string Table(IEnumerable<GrowthResult> results)
    {
        var table = new Table(
            "platform", "load", "answers", "grew", "updates", "first ms p50", "p99", "max", "missing", "incomplete", "hanging", "doubled", "violations", "throttled", "killed in");
        foreach (var result in results)
        {
            table.Add(
                result.Platform,
                result.Load,
                $"{result.Answers}",
                $"{result.Grew}",
                Measures.Table.Number(result.UpdatesPerAnswer, "0.0"),
                Measures.Table.Number(result.FirstVisible.P50, "0"),
                Measures.Table.Number(result.FirstVisible.P99, "0"),
                Measures.Table.Number(result.FirstVisible.Max, "0"),
                $"{result.Missing}",
                $"{result.Incomplete}",
                $"{result.Hanging}",
                $"{result.Doubled}",
                $"{result.Violations}",
                $"{result.Throttled}",
                $"{result.GrowingWhenKilled}");
        }

        return table.ToString();
    }
}
