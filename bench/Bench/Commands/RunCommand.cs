using System.CommandLine;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>One target, one load.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var load = new LoadOptions();
        var target = new Option<string>("--target") { Description = "host or floor.", DefaultValueFactory = _ => "host" };
        target.AcceptOnlyFromAmong("host", "floor");
        var command = new Command("run", "One target under one load.") { target };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(target) == "host" ? load.Host(parsed) : load.Floor(parsed);
            var rate = load.Rate(parsed);
            var options = load.Trial(parsed);
            await using var trial = await Trial.StartAsync(chosen, options, load.Plan(parsed, options, rate, load.Random(parsed)), cancellationToken);
            var result = await trial.RunAsync(rate, cancellationToken);
            Console.WriteLine(TrialTable.Of([result]));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [result] });
            return 0;
        });
        return command;
    }
}
