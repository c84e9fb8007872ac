using System.CommandLine;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>The host next to the floor at the same rate, in alternating rounds.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var load = new LoadOptions();
        var rounds = Rounds.Option(5);
        var command = new Command("compare", "Host and floor in alternating rounds at one rate: medians and ratios.") { rounds };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (host, floor) = (load.Host(parsed), load.Floor(parsed));
            foreach (var difference in RuntimeSettings.Differences(host, floor))
                Console.WriteLine($"Not alike: {difference}");

            var (options, rate) = (load.Trial(parsed), load.Rate(parsed));
            var (hosts, floors) = await Rounds.AlternateAsync(
                parsed.GetValue(rounds),
                round => Rounds.OnceAsync(load, parsed, host, options, rate, round, cancellationToken),
                round => Rounds.OnceAsync(load, parsed, floor, options, rate, round, cancellationToken));

            Console.WriteLine(Figures.Table("host", hosts, "floor", floors));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [.. hosts, .. floors], Figures = Figures.Compare("host", hosts, "floor", floors) });
            return 0;
        });
        return command;
    }
}
