using System.CommandLine;
using System.Diagnostics;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>Answers that grow, on platforms that refuse what is beyond their rates.</summary>
internal static class GrowthCommand
{
    // Unloaded answers come one by one: each is over before the next is asked.
    private const int Unloaded = 10;
    private static readonly ModelPace UnloadedPace = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100), Pieces: 30);
    private static readonly TimeSpan UnloadedGap = TimeSpan.FromSeconds(5);

    // Where messages do not change, nothing is seen until the model has ended, and after a kill it begins again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static Command Create()
    {
        var load = new LoadOptions(rate: 250, warmUp: 0);
        var platforms = new Option<string[]>("--platform") { Description = "The platforms; default: all.", AllowMultipleArgumentsPerToken = true };
        platforms.AcceptOnlyFromAmong([.. Drivable.Platforms]);
        var answers = new Option<int>("--answers") { Description = "Grow at the same time.", DefaultValueFactory = _ => 500 };
        var lasts = new Option<double>("--lasts") { Description = "Seconds that the model takes for an answer.", DefaultValueFactory = _ => 40 };
        var kill = new Option<bool>("--kill") { Description = "SIGKILL in the middle of them, and a restart; nothing is measured unloaded." };
        var command = new Command("growth", "Growing answers: violations of the platform's limits, and texts that are missing, incomplete, hanging or doubled.")
        {
            platforms, answers, lasts, kill,
        };
        load.AddTo(command, onePlatform: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            const int Pieces = 80;
            var pace = new ModelPace(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(parsed.GetValue(lasts)) / Pieces, Pieces);
            var results = new List<GrowthResult>();
            foreach (var platform in parsed.GetValue(platforms) is { Length: > 0 } chosen ? chosen : Drivable.Platforms)
            {
                var options = load.Trial(parsed) with { Platform = platform, Grows = true, GroupShare = 0, Patience = Patience, Settle = TimeSpan.FromSeconds(3) };
                if (!parsed.GetValue(kill))
                {
                    var alone = LoadPlan.Evenly(Unloaded, UnloadedGap);
                    results.Add(await RunAsync("unloaded", options with { Model = UnloadedPace }, alone, kills: false));
                }

                var together = LoadPlan.Counted(parsed.GetValue(answers), load.Rate(parsed), parsed.GetValue(answers), load.Random(parsed));
                results.Add(await RunAsync(parsed.GetValue(kill) ? "killed" : "together", options with { Model = pace }, together, parsed.GetValue(kill)));
            }

            Console.WriteLine(GrowthResult.Table(results));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [], Growth = results });
            return results.TrueForAll(result => result.IsRight) ? 0 : 1;

            async Task<GrowthResult> RunAsync(string name, TrialOptions options, LoadPlan plan, bool kills)
            {
                var ledger = new GrowthLedger(plan.Messages.Count);
                options = options with
                {
                    Answer = request =>
                    {
                        if (Questions.NumberIn(request.LastUserText) is { } message)
                            ledger.MarkAsked(message, options.Model.FirstToken);
                        return GrowingText.Answer(request);
                    },
                };
                await using var trial = await Trial.StartAsync(load.Host(parsed), options, plan, cancellationToken);
                ledger.Record(trial.Fakes.Platform);
                await trial.DriveAsync(cancellationToken);
                var growing = 0;
                if (kills)
                {
                    await Task.Delay(options.Model.Total / 2, TimeProvider.System, cancellationToken);
                    growing = ledger.Shown - ledger.Finished;
                    await trial.KillAndRestartAsync();
                }

                await UntilOverAsync(plan, ledger, cancellationToken);
                var result = GrowthResult.Of(name, trial, ledger) with { GrowingWhenKilled = growing };
                Console.WriteLine(GrowthResult.Table([result]));
                foreach (var violation in trial.Fakes.Platform.Violations.Take(5))
                    Console.WriteLine($"Violation: {violation}");
                await trial.FinishAsync(load.Rate(parsed));
                return result;
            }
        });
        return command;
    }

    /// <summary>Waits until every answer stands finished on a screen and nothing more comes, or until nothing changed for too long.</summary>
    private static async Task UntilOverAsync(LoadPlan plan, GrowthLedger ledger, CancellationToken cancellationToken)
    {
        var settle = TimeSpan.FromSeconds(3);
        while (true)
        {
            var quiet = Stopwatch.GetElapsedTime(ledger.LastChange);
            if (quiet > Patience || (quiet > settle && ledger.Finished >= plan.Messages.Count))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}
