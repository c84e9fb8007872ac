using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Turns;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1000, 60)]
    public void Every_failure_doubles_the_wait_up_to_a_minute(int tries, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Delay(tries, null, jitter: 0));

    [Fact]
    public void Jitter_takes_away_up_to_a_half() =>
        Assert.Equal(TimeSpan.FromSeconds(4), RetrySchedule.Delay(4, null, jitter: 1));

    [Fact]
    public void What_the_platform_asks_for_is_never_shortened() =>
        Assert.Equal(TimeSpan.FromMinutes(5), RetrySchedule.Delay(1, TimeSpan.FromMinutes(5), jitter: 1));

    [Fact]
    public void A_shorter_request_of_the_platform_does_not_shorten_the_backoff() =>
        Assert.Equal(TimeSpan.FromSeconds(8), RetrySchedule.Delay(4, TimeSpan.FromSeconds(1), jitter: 0));
}
