namespace BotHost.Tests;

/// <summary>Waits for what no event tells of.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(SimulatedWorld.Patience);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Not within {SimulatedWorld.Patience.TotalSeconds} s: {what}.");
            await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
