using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>Every platform next to the first one: at one rate in alternating rounds, and the highest rate of each.</summary>
internal static class PlatformsCommand
{
    public static Command Create()
    {
        var load = new LoadOptions(rate: 500, conversations: 2_000, firstToken: 0, warmUp: 25, seconds: 8);
        var rounds = Rounds.Option(3);
        var precision = new Option<double>("--precision")
        {
            Description = "Of the highest rates: good and bad this close, as a ratio.",
            DefaultValueFactory = _ => 1.1,
        };
        var from = new Option<double>("--from") { Description = "Where the search for the highest rates starts; 0 leaves it out.", DefaultValueFactory = _ => 2_500 };
        var chosen = new Option<string[]>("--platform") { Description = "The platforms, the one to compare with first; default: all.", AllowMultipleArgumentsPerToken = true };
        chosen.AcceptOnlyFromAmong([.. Drivable.Platforms]);
        var command = new Command("platforms", "Each platform against the first one: acknowledgements at --rate, the highest rate, token requests.") { chosen, rounds, precision, from };
        load.AddTo(command, onePlatform: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<string> names = parsed.GetValue(chosen) is { Length: > 0 } some ? some : Drivable.Platforms;
            var trials = new List<TrialResult>();
            for (var round = 0; round < parsed.GetValue(rounds); round++)
            {
                foreach (var name in names)
                {
                    trials.Add(await Rounds.OnceAsync(load, parsed, Host(name), Trial(name), load.Rate(parsed), round, cancellationToken));
                    Console.WriteLine(TrialTable.Of([trials[^1]]));
                }
            }

            var search = new RateSearch(load, parsed, parsed.GetValue(precision));
            var highest = new Dictionary<string, double>();
            foreach (var name in names.Where(_ => parsed.GetValue(from) > 0))
            {
                var start = highest.Count == 0 ? parsed.GetValue(from) : highest[names[0]];
                highest[name] = await search.FindAsync(Host(name), Trial(name), start, cancellationToken);
            }

            var figures = new Dictionary<string, double>();
            var table = new Table("platform", "ack p99 ms", "ratio", "e2e p50 ms", "cpu s/1000", "answers", "token requests", "highest/s", "ratio");
            foreach (var name in names)
            {
                var own = trials.Where(trial => trial.Target == name).ToList();
                var acknowledgement = Median(name, trial => trial.Acknowledgement.P99);
                figures[$"{name}_ack_p99_ms"] = acknowledgement;
                figures[$"{name}_ratio_ack_p99"] = acknowledgement / Median(names[0], trial => trial.Acknowledgement.P99);
                figures[$"{name}_max_per_s"] = highest.GetValueOrDefault(name, double.NaN);
                figures[$"{name}_ratio_max"] = highest.GetValueOrDefault(name, double.NaN) / highest.GetValueOrDefault(names[0], double.NaN);
                table.Add(
                    name,
                    Table.Number(acknowledgement),
                    Table.Number(figures[$"{name}_ratio_ack_p99"]),
                    Table.Number(Median(name, trial => trial.EndToEnd.P50)),
                    Table.Number(Median(name, trial => trial.CpuSecondsPerThousand), "0.000"),
                    $"{own.Sum(trial => trial.Promises.Answered)}",
                    $"{own.Sum(trial => trial.TokenRequests)} in {own.Count} starts",
                    Table.Number(figures[$"{name}_max_per_s"], "0"),
                    Table.Number(figures[$"{name}_ratio_max"]));
            }

            Console.WriteLine(TrialTable.Of([.. trials, .. search.Trials]));
            Console.WriteLine(table);
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [.. trials, .. search.Trials], Figures = figures });
            return trials.TrueForAll(trial => trial.Promises is { Lost: 0, AnsweredTwice: 0, OutOfOrder: 0 } && trial.Violations.Count == 0) ? 0 : 1;

            Target Host(string name) => load.Host(parsed) with { Name = name };

            // The same people ask on all of them, or they could not be compared.
            TrialOptions Trial(string name) => load.Trial(parsed) with { Platform = name, AnswersPerMinute = names.Min(Drivable.AnswersPerMinute) };

            double Median(string name, Func<TrialResult, double> of) => Figures.Median(trials.Where(trial => trial.Target == name).Select(of));
        });
        return command;
    }
}
