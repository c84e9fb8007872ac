using System.CommandLine;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>Two things measured in turns, so that whatever else the machine does meets both.</summary>
internal static class Rounds
{
    public static Option<int> Option(int rounds) => new("--rounds") { Description = "Runs of each.", DefaultValueFactory = _ => rounds };

    public static async Task<(IReadOnlyList<TrialResult> First, IReadOnlyList<TrialResult> Second)> AlternateAsync(
        int rounds, Func<int, Task<TrialResult>> runFirst, Func<int, Task<TrialResult>> runSecond)
    {
        var first = new List<TrialResult>();
        var second = new List<TrialResult>();
        for (var round = 0; round < rounds; round++)
        {
            // Each goes first in every other round.
            if (round % 2 == 0)
                first.Add(await runFirst(round));
            second.Add(await runSecond(round));
            if (round % 2 != 0)
                first.Add(await runFirst(round));
            Console.WriteLine($"round {round + 1} of {rounds}");
            Console.WriteLine(TrialTable.Of([first[^1], second[^1]]));
        }

        return (first, second);
    }

    /// <summary>One round: a new start, a new database, the same arrivals for both sides of a round and others for the next.</summary>
    public static async Task<TrialResult> OnceAsync(
        LoadOptions load, ParseResult parsed, Target target, TrialOptions options, double rate, int round, CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed + round);
        var plan = load.Plan(parsed, options, rate, random);
        await using var trial = await Trial.StartAsync(target, options, plan, cancellationToken);
        return await trial.RunAsync(rate, cancellationToken);
    }
}
