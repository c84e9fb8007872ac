using System.CommandLine;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>The highest rate that a target sustains.</summary>
internal static class MaxCommand
{
    public static Command Create()
    {
        var load = new LoadOptions(rate: 1_000, conversations: 5_000);
        var precision = new Option<double>("--precision")
        {
            Description = "The search ends when good and bad rate are this close, as a ratio.",
            DefaultValueFactory = _ => 1.06,
        };
        var only = new Option<string>("--target") { Description = "host, floor or both.", DefaultValueFactory = _ => "both" };
        only.AcceptOnlyFromAmong("host", "floor", "both");
        var command = new Command("max", "The highest rate with ack p99 < 50 ms, nothing lost and nothing out of order; starts at --rate.") { precision, only };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var search = new RateSearch(load, parsed, parsed.GetValue(precision));
            var figures = new Dictionary<string, double>();
            foreach (var target in Targets())
            {
                figures[$"{target.Name}_max_per_s"] = await search.FindAsync(target, load.Trial(parsed), load.Rate(parsed), cancellationToken);
                Console.WriteLine($"{target.Name}: {figures[$"{target.Name}_max_per_s"]:0} messages/s");
            }

            if (figures.Count == 2)
                figures["ratio_max"] = figures["host_max_per_s"] / figures["floor_max_per_s"];
            Console.WriteLine(TrialTable.Of(search.Trials));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = search.Trials, Figures = figures });
            return 0;

            IEnumerable<Target> Targets()
            {
                if (parsed.GetValue(only) != "floor")
                    yield return load.Host(parsed);
                if (parsed.GetValue(only) != "host")
                    yield return load.Floor(parsed);
            }
        });
        return command;
    }
}
