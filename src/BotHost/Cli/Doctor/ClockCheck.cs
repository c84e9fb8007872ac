using System.Runtime.CompilerServices;
using BotHost.Adapters;

namespace BotHost.Cli.Doctor;

/// <summary>
/// Looks at this machine's clock alone: signatures are refused and tokens expire by it. How far it is off, only another machine can tell:
/// the platforms' own checks compare it with theirs.
/// </summary>
internal sealed class ClockCheck(TimeProvider time) : IDoctorCheck
{
    /// <summary>Before the first release of this program. A machine without a battery starts in 1970 or at its image's date.</summary>
    public const int EarliestYear = 2025;

    /// <summary>Long enough to see a clock that is being set, short enough to wait for.</summary>
    private static readonly TimeSpan _observed = TimeSpan.FromMilliseconds(200);

    /// <summary>A time service slews a clock by at most 0.05 % (ntpd's limit); more than this within the observed span is a jump.</summary>
    private static readonly TimeSpan _tolerated = TimeSpan.FromMilliseconds(50);

    private const string SetTheClock = "Let a time service (chrony, systemd-timesyncd) set this machine's clock.";

    public string Subject => "clock";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wall = time.GetUtcNow();
        var monotonic = time.GetTimestamp();
        await Task.Delay(_observed, time, cancellationToken);
        var passed = time.GetElapsedTime(monotonic);
        var now = time.GetUtcNow();
        var jump = ((now - wall) - passed).Duration();

        if (now.Year < EarliestYear)
        {
            yield return new ProbeFinding(Subject, ProbeHealth.Failed, $"it is the year {now.Year} here", SetTheClock);
        }
        else if (jump > _tolerated)
        {
            yield return new ProbeFinding(Subject, ProbeHealth.Doubtful,
                $"jumped by {jump.TotalMilliseconds:0} ms within {passed.TotalMilliseconds:0} ms", SetTheClock);
        }
        else
        {
            yield return new ProbeFinding(Subject, ProbeHealth.Good, $"{now:yyyy-MM-dd HH:mm:ss} UTC, and it runs evenly");
        }
    }
}
