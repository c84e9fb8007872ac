using BotHost.Adapters;

namespace BotHost.Cli.Doctor;

/// <summary>One visit of the doctor: every check is made, whatever became of the others.</summary>
internal sealed class DoctorRun(IReadOnlyList<IDoctorCheck> checks, DoctorReport report, TimeProvider time)
{
    /// <summary>Of one check. The checks' own limits are shorter and say more; this one only keeps a visit from never ending.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The exit code: 1 if any check failed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            await RunAsync(check, cancellationToken);
        }

        report.Close();
        return report.Failed > 0 ? 1 : 0;
    }

    private async Task RunAsync(IDoctorCheck check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (var finding in check.CheckAsync(stop.Token).WithCancellation(stop.Token))
            {
                report.Write(finding);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            report.Write(new ProbeFinding(check.Subject, ProbeHealth.Failed,
                $"no result within {Limit.TotalSeconds:0} s", "Check the network and its proxy and firewall, then try again."));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A check that breaks is a finding like any other. The exception's text could hold an address or a key, its type cannot.
            report.Write(new ProbeFinding(check.Subject, ProbeHealth.Failed,
                $"the check itself broke ({exception.GetType().Name})", "Report this to the authors of BotHost with the line above and the version."));
        }
    }
}
