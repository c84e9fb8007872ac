using System.Diagnostics;

namespace BotHost.Adapters.Tests;

/// <summary>Waits for what other threads do. The limit is no part of any rule: it only ends a test that would hang.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, "The condition did not come true.");
            await Task.Yield();
        }
    }
}
