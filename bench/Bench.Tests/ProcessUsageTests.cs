using BotHost.Bench.Targets;

namespace BotHost.Bench.Tests;

public sealed class ProcessUsageTests
{
    [Fact]
    public void The_use_of_this_process_agrees_with_what_the_runtime_says()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        var earlier = self.TotalProcessorTime;
        var usage = ProcessUsage.Read(Environment.ProcessId);
        self.Refresh();

        // The kernel counts in ticks of 10 ms, once for user and once for system time.
        Assert.InRange(usage.Cpu, earlier - TimeSpan.FromMilliseconds(20), self.TotalProcessorTime + TimeSpan.FromMilliseconds(20));
        Assert.InRange(usage.PeakBytes, self.WorkingSet64 / 2, self.PeakWorkingSet64 * 2);
    }
}
