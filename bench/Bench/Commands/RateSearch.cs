using System.CommandLine;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>Finds the highest rate that a target sustains: steps up or down, then closes in.</summary>
/// <param name="load">The load but for its rate.</param>
/// <param name="parsed">Where its options are.</param>
/// <param name="precision">The search ends when good and bad rate are this close, as a ratio.</param>
internal sealed class RateSearch(LoadOptions load, ParseResult parsed, double precision)
{
    // What "sustains" means: the product's own limit for an acknowledgement, and nothing left undone.
    private const double MaxAcknowledgementP99 = 50;

    // Less than this part of the planned rate means that a queue was growing somewhere.
    private const double MinAnsweredShare = 0.95;

    private const double Growth = 1.5;

    // A driver that is this late measured something else on the machine: the same rate is tried again.
    private const double MaxDriverLagP99 = 10;
    private const int MaxAttempts = 3;

    private readonly List<TrialResult> _trials = [];

    /// <summary>All that was tried, in order.</summary>
    public IReadOnlyList<TrialResult> Trials => _trials;

    /// <summary>Messages per second.</summary>
    public async Task<double> FindAsync(Target target, TrialOptions options, double from, CancellationToken cancellationToken)
    {
        double good = 0, bad = double.PositiveInfinity;
        for (var rate = from; bad / good > precision;)
        {
            if (await SustainsAsync(target, options, rate, cancellationToken))
                good = rate;
            else
                bad = rate;
            rate = double.IsPositiveInfinity(bad) ? rate * Growth : good == 0 ? rate / Growth : Math.Sqrt(good * bad);
        }

        return good;
    }

    private async Task<bool> SustainsAsync(Target target, TrialOptions options, double rate, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (good, driverWasLate) = await TryAsync(target, options, rate, cancellationToken);
            if (good || !driverWasLate || attempt == MaxAttempts)
                return good;
        }
    }

    private async Task<(bool Good, bool DriverWasLate)> TryAsync(Target target, TrialOptions options, double rate, CancellationToken cancellationToken)
    {
        var result = await Rounds.OnceAsync(load, parsed, target, options, rate, _trials.Count, cancellationToken);
        _trials.Add(result);
        var why = WhyNot(target, result);
        Console.WriteLine(
            $"{target.Name} at {rate:0}/s: ack p99 {result.Acknowledgement.P99:0.0} ms, answered {result.AnsweredPerSecond:0}/s, "
            + $"driver lag p99 {result.DriverLag.P99:0.0} ms, cores {result.TargetCores:0.00} + driver {result.DriverCores:0.00}: {why ?? "sustained"}");
        return (why is null, result.DriverLag.P99 > MaxDriverLagP99);
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
