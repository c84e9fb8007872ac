using System.Runtime.InteropServices;

namespace BotHost.Bench.Targets;

/// <summary>What the class library has no call for.</summary>
internal static partial class Posix
{
    private const int SigTerm = 15;
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // sched(7): the nice value of one thread, by its id; 0 names the caller.
    private const int OneProcess = 0;
    private const int KeptOnTime = -10;

    public static bool Terminate(int processId) => Kill(processId, SigTerm) == 0;

    /// <summary>
    /// Sleeps until a moment of <see cref="System.Diagnostics.Stopwatch"/>, whose ticks are nanoseconds of CLOCK_MONOTONIC on Linux.
    /// Timers of the class library are a millisecond coarse: at 1,000 arrivals a second that would be the whole distance between two.
    /// </summary>
    public static void SleepUntil(long timestamp)
    {
        var moment = new TimeSpec(timestamp / NanosecondsPerSecond, timestamp % NanosecondsPerSecond);
        // A signal may end it early: the caller looks at the clock again anyway.
        _ = ClockNanosleep(ClockMonotonic, AbsoluteTime, in moment, IntPtr.Zero);
    }

    /// <summary>Lets the calling thread go first on a busy core; false where the user may not.</summary>
    public static bool GoFirst() => SetPriority(OneProcess, 0, KeptOnTime) == 0;

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int nice);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec moment, IntPtr remaining);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
