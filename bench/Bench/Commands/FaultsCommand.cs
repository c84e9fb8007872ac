using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>What the host makes of a platform and a model that go wrong.</summary>
internal static class FaultsCommand
{
    // The sheets' figure for a push that was not answered in time.
    private static readonly TimeSpan PlatformPatience = TimeSpan.FromSeconds(2.5);

    public static Command Create()
    {
        var load = new LoadOptions(rate: 100);
        var count = new Option<int>("--messages") { Description = "For each fault, each message from a person of its own.", DefaultValueFactory = _ => 1_000 };
        var share = new Option<double>("--share") { Description = "Part of the calls that fail.", DefaultValueFactory = _ => 0.2 };
        var only = new Option<string?>("--only") { Description = "One of them: token, sends, model or twice." };
        only.AcceptOnlyFromAmong("token", "sends", "model", "twice");
        var command = new Command("faults", "Token revoked, sends failing, model failing, model slow with every webhook delivered twice.") { count, share, only };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var failing = parsed.GetValue(share);
            // A retry may wait as long as the host's own limits say: 60 s for the model, 10 min for a send, of which the first minutes show.
            var usual = load.Trial(parsed) with { Patience = TimeSpan.FromSeconds(90), Settle = TimeSpan.FromSeconds(3) };
            var slow = usual with { Model = usual.Model with { FirstToken = PlatformPatience + TimeSpan.FromSeconds(1.5) } };
            var plan = LoadPlan.Counted(parsed.GetValue(count), load.Rate(parsed), parsed.GetValue(count), load.Random(parsed));
            Scenario[] scenarios =
            [
                new("token", usual, plan, RevokeTokenHalfWayAsync),
                new("sends", usual, plan, (trial, _) =>
                {
                    trial.Fakes.Platform.FailSends(failing);
                    return Task.CompletedTask;
                }),
                new("model", usual, plan, (trial, _) =>
                {
                    trial.Fakes.FailModel(failing);
                    return Task.CompletedTask;
                }),
                new("twice", slow, plan.Twice(PlatformPatience), (_, _) => Task.CompletedTask),
            ];

            var trials = new List<TrialResult>();
            foreach (var scenario in scenarios.Where(scenario => (parsed.GetValue(only) ?? scenario.Name) == scenario.Name))
            {
                var host = load.Host(parsed) with { Name = scenario.Name };
                await using var trial = await Trial.StartAsync(host, scenario.Options, scenario.Plan, cancellationToken);
                var driving = trial.DriveAsync(cancellationToken);
                await scenario.Disturb(trial, cancellationToken);
                await driving;
                await trial.UntilQuietAsync(cancellationToken);
                trials.Add(await trial.FinishAsync(load.Rate(parsed)));
                Console.WriteLine(Outcome(trials[^1]));
            }

            Console.WriteLine();
            Console.WriteLine(TrialTable.Of(trials));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = trials });
            return trials.TrueForAll(trial => trial.Promises is { Lost: 0, AnsweredTwice: 0, NotAcknowledged: 0 }) ? 0 : 1;
        });
        return command;
    }

    private static async Task RevokeTokenHalfWayAsync(Trial trial, CancellationToken cancellationToken)
    {
        while (trial.Ledger.AcknowledgedCount < trial.Plan.Messages.Count / 2)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        trial.Fakes.Platform.RevokeToken();
    }

    private static string Outcome(TrialResult trial)
    {
        var promises = trial.Promises;
        return $"{trial.Target}: {promises.Acknowledged} acknowledged, {promises.Answered} answered, {promises.Told} told, {promises.Lost} lost, "
            + $"{promises.AnsweredTwice} answered twice; {trial.ModelCalls} model calls, {trial.SendRequests} sends, {trial.TokenRequests} token requests";
    }

    private sealed record Scenario(string Name, TrialOptions Options, LoadPlan Plan, Func<Trial, CancellationToken, Task> Disturb);
}
