using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>SIGKILL, again and again, under load: what was acknowledged must be answered all the same.</summary>
internal static class KillCommand
{
    public static Command Create()
    {
        var load = new LoadOptions(rate: 200, conversations: 200);
        var count = new Option<int>("--messages") { Description = "The whole load.", DefaultValueFactory = _ => 5_000 };
        var kills = new Option<int>("--kills") { Description = "Spread over the load at random.", DefaultValueFactory = _ => 20 };
        var retry = new Option<double>("--retry-ms") { Description = "The platform sends again what was not acknowledged, after so long.", DefaultValueFactory = _ => 250 };
        var window = new Option<double>("--window-ms")
        {
            Description = "A repeat is the documented one if its first delivery came at most so long before a kill: one send, and the commit that closes it.",
            DefaultValueFactory = _ => 250,
        };
        var command = new Command("kill", "Kills and restarts the host under load: lost, answered twice, out of order.") { count, kills, retry, window };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (rate, random) = (load.Rate(parsed), load.Random(parsed));
            var plan = LoadPlan.Counted(parsed.GetValue(count), rate, load.Conversations(parsed), random);
            var options = load.Trial(parsed) with
            {
                RetryAfter = TimeSpan.FromMilliseconds(parsed.GetValue(retry)),
                Patience = TimeSpan.FromSeconds(60),
                Settle = TimeSpan.FromSeconds(3),
            };
            await using var trial = await Trial.StartAsync(load.Host(parsed), options, plan, cancellationToken);
            var driving = trial.DriveAsync(cancellationToken);
            var killed = await KillAsync(trial, parsed.GetValue(kills), random, driving, cancellationToken);
            await driving;
            await trial.UntilQuietAsync(cancellationToken);
            var result = await trial.FinishAsync(rate);

            var repeats = Repeats.BeforeKill(trial.Ledger, killed);
            var limit = parsed.GetValue(window);
            var figures = new Dictionary<string, double>
            {
                ["kills"] = killed.Count,
                ["acknowledged"] = result.Promises.Acknowledged,
                ["lost"] = result.Promises.Lost,
                ["told"] = result.Promises.Told,
                ["out_of_order"] = result.Promises.OutOfOrder,
                ["answered_twice"] = result.Promises.AnsweredTwice,
                ["answered_twice_within_window"] = repeats.Count(milliseconds => milliseconds <= limit),
                ["answered_twice_outside_window"] = repeats.Count(milliseconds => !(milliseconds <= limit)),
                ["longest_from_delivery_to_kill_ms"] = repeats.DefaultIfEmpty(double.NaN).Max(),
            };
            Console.WriteLine(TrialTable.Of([result]));
            foreach (var (name, value) in figures)
                Console.WriteLine($"{name}: {Table.Number(value, "0.##")}");
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [result], Figures = figures });
            return result.Promises.Lost == 0 && result.Promises.OutOfOrder == 0 && figures["answered_twice_outside_window"] == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Kills as the load passes random points; gives the moments. Stops early if the load is over first.</summary>
    private static async Task<IReadOnlyList<Kill>> KillAsync(Trial trial, int kills, Random random, Task driving, CancellationToken cancellationToken)
    {
        var killed = new List<Kill>();
        foreach (var point in Enumerable.Range(0, kills).Select(_ => random.Next(trial.Plan.Messages.Count)).Order().ToArray())
        {
            while (trial.Ledger.SentCount < point && !driving.IsCompleted)
                await Task.Delay(TimeSpan.FromMilliseconds(1 + random.Next(5)), TimeProvider.System, cancellationToken);
            if (driving.IsCompleted)
                break;
            killed.Add(await trial.KillAndRestartAsync());
        }

        return killed;
    }
}
