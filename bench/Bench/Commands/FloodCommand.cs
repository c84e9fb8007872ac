using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>Whether one conversation that is flooded holds up another one.</summary>
internal static class FloodCommand
{
    public static Command Create()
    {
        var load = new LoadOptions(rate: 5, seconds: 20, warmUp: 3, conversations: 1, firstToken: 2);
        var flood = new Option<int>("--flood") { Description = "Messages into the other conversation.", DefaultValueFactory = _ => 4_000 };
        var floodRate = new Option<double>("--flood-rate") { Description = "How fast they come.", DefaultValueFactory = _ => 400 };
        var command = new Command("flood", "One conversation asks steadily, alone and beside one that is flooded: its times with and without.") { flood, floodRate };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (host, rate) = (load.Host(parsed), load.Rate(parsed));
            var options = load.Trial(parsed) with { Patience = TimeSpan.FromSeconds(30) };
            var steady = load.Plan(parsed, options, rate, load.Random(parsed));
            var pressure = LoadPlan.Counted(parsed.GetValue(flood), parsed.GetValue(floodRate), conversations: 1, load.Random(parsed));

            var calm = await RunAsync("calm", steady);
            var flooded = await RunAsync("flooded", steady.With(pressure.After(load.WarmUp(parsed)).As(Phase.Background)));
            Console.WriteLine(TrialTable.Of([calm, flooded]));
            var figures = new Dictionary<string, double>
            {
                ["calm_e2e_p50_ms"] = calm.EndToEnd.P50,
                ["calm_e2e_p99_ms"] = calm.EndToEnd.P99,
                ["flooded_e2e_p50_ms"] = flooded.EndToEnd.P50,
                ["flooded_e2e_p99_ms"] = flooded.EndToEnd.P99,
                ["ratio_e2e_p50"] = flooded.EndToEnd.P50 / calm.EndToEnd.P50,
            };
            foreach (var (name, value) in figures)
                Console.WriteLine($"{name}: {Table.Number(value)}");
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [calm, flooded], Figures = figures });
            return flooded.Promises.Lost == 0 && flooded.Promises.OutOfOrder == 0 ? 0 : 1;

            async Task<TrialResult> RunAsync(string name, LoadPlan plan)
            {
                await using var trial = await Trial.StartAsync(host with { Name = name }, options, plan, cancellationToken);
                return await trial.RunAsync(rate, cancellationToken);
            }
        });
        return command;
    }
}
