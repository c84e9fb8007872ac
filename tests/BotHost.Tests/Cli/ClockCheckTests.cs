using BotHost.Adapters;
using BotHost.Cli.Doctor;

namespace BotHost.Tests.Cli;

public sealed class ClockCheckTests
{
    private static readonly DateTimeOffset _today = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_clock_that_runs_evenly_is_good() =>
        Assert.Equal((ProbeHealth.Good, "2026-08-01 12:00:00 UTC, and it runs evenly"), await CheckAsync(new HurriedTime(_today)));

    [Theory]
    [InlineData(60_000)]
    [InlineData(-60_000)]
    public async Task A_clock_that_jumps_is_doubtful(int milliseconds) =>
        Assert.Equal((ProbeHealth.Doubtful, "jumped by 60000 ms within 200 ms"),
            await CheckAsync(new HurriedTime(_today) { Jump = TimeSpan.FromMilliseconds(milliseconds) }));

    [Theory]
    [InlineData(1970)]
    [InlineData(2024)]
    public async Task A_clock_that_shows_a_year_before_the_program_failed(int year) =>
        Assert.Equal((ProbeHealth.Failed, $"it is the year {year} here"), await CheckAsync(new HurriedTime(_today.AddYears(year - _today.Year))));

    private static async Task<(ProbeHealth, string)> CheckAsync(TimeProvider time)
    {
        var finding = await new ClockCheck(time).CheckAsync(TestContext.Current.CancellationToken).SingleAsync();
        return (finding.Health, finding.Result);
    }
}
