using System.Diagnostics;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Load;

/// <summary>The thread that sends what is due: a platform has a machine of its own, whose clock waits for nobody's threads.</summary>
internal static class TimeKeeper
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1_000;

    // What becomes due meanwhile is noticed this late at most.
    private static readonly long LongestSleep = 2 * Millisecond;

    // The first arrivals shall not be late because the thread has just started.
    private static readonly long LeadIn = 20 * Millisecond;

    /// <summary>When a load that is started now begins.</summary>
    public static long Start => Stopwatch.GetTimestamp() + LeadIn;

    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Sleeps until then, or shorter: the caller looks again.</summary>
    public static void SleepTowards(long due) => Posix.SleepUntil(Math.Min(due, Stopwatch.GetTimestamp() + LongestSleep));

    /// <summary>Ends when that ends.</summary>
    public static Task RunAsync(Action<CancellationToken> run, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                // Who may not do this (it takes CAP_SYS_NICE) sees more driver lag, for every target alike.
                Posix.GoFirst();
                run(cancellationToken);
                done.SetResult();
            }
            catch (OperationCanceledException)
            {
                done.SetCanceled(cancellationToken);
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "arrivals",
        }.Start();
        return done.Task;
    }
}
