using System.Diagnostics;
using System.Globalization;

namespace BotHost.CrashHost;

/// <summary>Kills this process at one passage of one point, as <c>kill -9</c> does: nothing is flushed, nobody is told.</summary>
internal sealed class Crash
{
    /// <summary>A <see cref="CrashPoint"/> and a count from 1, such as <c>AfterPartSent:2</c>; unset: never.</summary>
    public const string Variable = "CRASH_AT";

    private readonly CrashPoint? _point;
    private int _passagesLeft;

    public Crash(string? when)
    {
        if (when?.Split(':') is [var point, var count])
        {
            _point = Enum.Parse<CrashPoint>(point);
            _passagesLeft = int.Parse(count, CultureInfo.InvariantCulture);
        }
    }

    public void Pass(CrashPoint point)
    {
        if (point == _point && Interlocked.Decrement(ref _passagesLeft) == 0)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();                        // SIGKILL: does not come back
            throw new UnreachableException();
        }
    }
}
