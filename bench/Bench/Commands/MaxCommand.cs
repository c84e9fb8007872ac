using System.CommandLine;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>The highest rate that a target sustains.</summary>
internal static class MaxCommand
{
    // What "sustains" means: the product's own limit for an acknowledgement, and nothing left undone.
    private const double MaxAcknowledgementP99 = 50;

    // Less than this part of the planned rate means that a queue was growing somewhere.
    private const double MinAnsweredShare = 0.95;

    private const double Growth = 1.5;

    // A driver that is this late measured something else on the machine: the same rate is tried again.
    private const double MaxDriverLagP99 = 10;
    private const int MaxAttempts = 3;

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
            var trials = new List<TrialResult>();
            var figures = new Dictionary<string, double>();
            foreach (var target in Targets())
            {
                figures[$"{target.Name}_max_per_s"] = await SearchAsync(target);
                Console.WriteLine($"{target.Name}: {figures[$"{target.Name}_max_per_s"]:0} messages/s");
            }

            if (figures.Count == 2)
                figures["ratio_max"] = figures["host_max_per_s"] / figures["floor_max_per_s"];
            Console.WriteLine(TrialTable.Of(trials));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = trials, Figures = figures });
            return 0;

            IEnumerable<Target> Targets()
            {
                if (parsed.GetValue(only) != "floor")
                    yield return load.Host(parsed);
                if (parsed.GetValue(only) != "host")
                    yield return load.Floor(parsed);
            }

            async Task<double> SearchAsync(Target target)
            {
                double good = 0, bad = double.PositiveInfinity;
                for (var rate = load.Rate(parsed); bad / good > parsed.GetValue(precision);)
                {
                    if (await SustainsAsync(target, rate))
                        good = rate;
                    else
                        bad = rate;
                    rate = double.IsPositiveInfinity(bad) ? rate * Growth : good == 0 ? rate / Growth : Math.Sqrt(good * bad);
                }

                return good;
            }

            async Task<bool> SustainsAsync(Target target, double rate)
            {
                for (var attempt = 1; ; attempt++)
                {
                    var (good, driverWasLate) = await TryAsync(target, rate);
                    if (good || !driverWasLate || attempt == MaxAttempts)
                        return good;
                }
            }

            async Task<(bool Good, bool DriverWasLate)> TryAsync(Target target, double rate)
            {
                var result = await Rounds.OnceAsync(load, parsed, target, load.Trial(parsed), rate, trials.Count, cancellationToken);
                trials.Add(result);
                var why = WhyNot(target, result);
                Console.WriteLine(
                    $"{target.Name} at {rate:0}/s: ack p99 {result.Acknowledgement.P99:0.0} ms, answered {result.AnsweredPerSecond:0}/s, "
                    + $"driver lag p99 {result.DriverLag.P99:0.0} ms, cores {result.TargetCores:0.00} + driver {result.DriverCores:0.00}: {why ?? "sustained"}");
                return (why is null, result.DriverLag.P99 > MaxDriverLagP99);
            }
        });
        return command;
    }

    /// <summary>The first thing that was not as it should be; null if all was.</summary>
    private static string? WhyNot(Target target, TrialResult result)
    {
        return result.Acknowledgement.P99 >= MaxAcknowledgementP99 || result.Acknowledgement.Count == 0 ? "acknowledgements too slow"
            : result.Refusals.Count > 0 || result.Promises.NotAcknowledged > 0 ? "webhooks refused"
            : result.Promises.Lost > 0 || result.Promises.Told > 0 ? "messages lost"
            : result.AnsweredPerSecond < MinAnsweredShare * result.Rate ? "answers fall behind"
            : target.KeepsOrder && result.Promises.OutOfOrder > 0 ? "answers out of order"
            : null;
    }
}
