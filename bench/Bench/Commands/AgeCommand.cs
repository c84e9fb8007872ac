using System.CommandLine;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>Whether the host gets slower with the years: an empty database against a full one.</summary>
internal static class AgeCommand
{
    public static Command Create()
    {
        var load = new LoadOptions();
        var rounds = Rounds.Option(5);
        var command = new Command("age", "The host on an empty database and on a copy of --database, in alternating rounds.") { rounds };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (load.Database(parsed) is not { Exists: true })
                throw new BenchException("age needs --database: make one with the verb fill.");

            var (host, rate) = (load.Host(parsed), load.Rate(parsed));
            var full = load.Trial(parsed);
            var empty = full with { Database = null };
            var (fulls, empties) = await Rounds.AlternateAsync(
                parsed.GetValue(rounds),
                round => Rounds.OnceAsync(load, parsed, host with { Name = "full" }, full, rate, round, cancellationToken),
                round => Rounds.OnceAsync(load, parsed, host with { Name = "empty" }, empty, rate, round, cancellationToken));

            Console.WriteLine(Figures.Table("full", fulls, "empty", empties));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [.. fulls, .. empties], Figures = Figures.Compare("full", fulls, "empty", empties) });
            return 0;
        });
        return command;
    }
}
