using System.Globalization;
using BotHost.Bench.Load;

namespace BotHost.Bench.Measures;

/// <summary>How the streams of one load were polled, and what people saw of them in the end.</summary>
internal sealed record PollResult
{
    /// <summary>What the 99th of a hundred polls may take, in milliseconds: a poll that waits for anything but memory and one row takes longer.</summary>
    public const double MaxP99 = 200;

    public required string Load { get; init; }

    public required int Streams { get; init; }

    /// <summary>From when a question was sent to the whole first frame of its stream.</summary>
    public required Latency FirstFrame { get; init; }

    /// <summary>From when a poll was sent to its whole answer.</summary>
    public required Latency Poll { get; init; }

    /// <summary>From when a poll was due to when the driver sent it.</summary>
    public required Latency DriverLag { get; init; }

    /// <summary>How often the texts changed, per stream.</summary>
    public required double UpdatesPerStream { get; init; }

    /// <summary>Streams of which nothing is to be seen.</summary>
    public required int Missing { get; init; }

    /// <summary>Streams that do not end with the whole text, exactly.</summary>
    public required int Incomplete { get; init; }

    /// <summary>Streams that were never finished.</summary>
    public required int Endless { get; init; }

    /// <summary>Answers that are on the screen more than once, whichever way they came.</summary>
    public required int Doubled { get; init; }

    /// <summary>Answers that came by their response address, although somebody came for them.</summary>
    public required int ByResponse { get; init; }

    /// <summary>Calls that a living host did not answer with 200.</summary>
    public required int Refused { get; init; }

    /// <summary>Calls that met a dead host, and were made again.</summary>
    public required int MetDeadHost { get; init; }

    /// <summary>What WeCom would not have understood, or not have liked.</summary>
    public required int Violations { get; init; }

    /// <summary>As many answers as were growing when the host was killed; 0 where it was not.</summary>
    public required int GrowingWhenKilled { get; init; }

    public bool IsFast => Poll.P99 <= MaxP99;

    public bool IsRight => IsFast && (Missing, Incomplete, Endless, Doubled, ByResponse, Refused, Violations) == (0, 0, 0, 0, 0, 0, 0);

    public static PollResult Of(string load, int streams, PollLedger polls, GrowthLedger answers, IReadOnlyList<string> violations, int growingWhenKilled)
    {
        var seen = answers.Seen;
        var numbers = Enumerable.Range(0, streams).ToArray();
        return new PollResult
        {
            Load = load,
            Streams = streams,
            FirstFrame = Latency.Of(polls.Questions.Select(call => call.Answered - call.Sent)),
            Poll = Latency.Of(polls.Polls.Select(call => call.Answered - call.Sent)),
            DriverLag = Latency.Of(polls.Polls.Select(call => call.Sent - call.Due)),
            UpdatesPerStream = numbers.Sum(message => seen[message].Sum(one => one.Now.Updates)) / (double)streams,
            Missing = numbers.Count(message => !seen.Contains(message)),
            Incomplete = numbers.Count(message => seen.Contains(message) && !seen[message].Any(one => one.Now.Text == GrowingText.Of(message))),
            Endless = numbers.Count(message => seen[message].Any(one => !one.Now.IsFinished)),
            Doubled = numbers.Count(message => seen[message].Count() > 1),
            ByResponse = numbers.Count(message => seen[message].Any(one => one.Now.Via == "response")),
            Refused = polls.Refused.Count(),
            MetDeadHost = polls.OfTheDead.Count(),
            Violations = violations.Count,
            GrowingWhenKilled = growingWhenKilled,
        };
    }

    public override string ToString()
    {
        var table = new Table(
            "load", "streams", "first ms p50", "p99", "polls", "poll ms p50", "p99", "max", "lag p99", "updates", "missing", "incomplete", "endless", "doubled",
            "by response", "refused", "violations", "dead host", "killed in");
        table.Add(
            Load,
            $"{Streams}",
            Table.Number(FirstFrame.P50),
            Table.Number(FirstFrame.P99),
            $"{Poll.Count}",
            Table.Number(Poll.P50),
            Table.Number(Poll.P99),
            Table.Number(Poll.Max),
            Table.Number(DriverLag.P99),
            Table.Number(UpdatesPerStream, "0.0"),
            $"{Missing}",
            $"{Incomplete}",
            $"{Endless}",
            $"{Doubled}",
            $"{ByResponse}",
            $"{Refused}",
            $"{Violations}",
            $"{MetDeadHost}",
            $"{GrowingWhenKilled}");
        return table + string.Create(CultureInfo.InvariantCulture, $"Limit: poll p99 at most {MaxP99:0} ms: {(IsFast ? "kept" : "exceeded")}.{Environment.NewLine}");
    }
}
