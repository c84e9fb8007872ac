using System.CommandLine;
using System.Diagnostics;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>What a target costs when nobody asks.</summary>
internal static class IdleCommand
{
    // Timers of the start, the first garbage collection and the tiered compiler are over by then.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var load = new LoadOptions(rate: 20, seconds: 30, warmUp: 3);
        var command = new Command("idle", "The share of a core that each target uses over --seconds in which nothing happens, after a short load.");
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var trials = new List<TrialResult>();
            var figures = new Dictionary<string, double>();
            foreach (var target in new[] { load.Host(parsed), load.Floor(parsed) })
            {
                var plan = LoadPlan.Poisson(load.Rate(parsed), TimeSpan.Zero, load.WarmUp(parsed), load.Conversations(parsed), load.Random(parsed));
                await using var trial = await Trial.StartAsync(target, load.Trial(parsed), plan, cancellationToken);
                await trial.DriveAsync(cancellationToken);
                await trial.UntilQuietAsync(cancellationToken);
                await Task.Delay(Calm, TimeProvider.System, cancellationToken);

                var (before, at) = (trial.Usage, Stopwatch.GetTimestamp());
                await Task.Delay(load.Measured(parsed), TimeProvider.System, cancellationToken);
                var share = (trial.Usage.Cpu - before.Cpu) / Stopwatch.GetElapsedTime(at);

                trials.Add(await trial.FinishAsync(load.Rate(parsed)));
                figures[$"{target.Name}_idle_percent_of_a_core"] = 100 * share;
                Console.WriteLine($"{target.Name}: {100 * share:0.00} % of a core, {before.PeakBytes / (1024.0 * 1024.0):0} MiB at most so far");
            }

            load.Finish(parsed, new Report { Verb = command.Name, Trials = trials, Figures = figures });
            return 0;
        });
        return command;
    }
}
