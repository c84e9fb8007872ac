using BotHost.Conversation.Llm;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>When a call is tried again whose answer comes as a whole. Chance takes nothing away here, so that every moment is exact.</summary>
public sealed class CallRetriesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<double> _tries = [];

    [Fact]
    public async Task An_outage_is_outlived_until_sixty_seconds_are_over()
    {
        var last = await RunAsync(_ => new LlmFailure(LlmFailureKind.ServerError, "HTTP 503"));
        Assert.Equal(LlmFailureKind.ServerError, last?.Kind);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 23.5, 31.5, 39.5, 47.5, 55.5, 63.5], _tries);
    }

    [Fact]
    public async Task A_slow_failure_gets_six_tries_however_long_they_take()
    {
        await RunAsync(_ => new LlmFailure(LlmFailureKind.TimedOut, ""), takes: TimeSpan.FromSeconds(75));
        Assert.Equal([0, 75.5, 151.5, 228.5, 307.5, 390.5], _tries);
    }

    [Fact]
    public async Task What_a_later_try_gives_is_the_result()
    {
        Assert.Null(await RunAsync(tries => tries < 3 ? new LlmFailure(LlmFailureKind.Unreachable, "") : null));
        Assert.Equal([0, 0.5, 1.5], _tries);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 0.5)]
    public async Task What_the_server_asks_for_is_obeyed_and_never_less_than_our_own_delay(double asked, double waited)
    {
        await RunAsync(tries => tries == 1 ? new LlmFailure(LlmFailureKind.RateLimited, "", TimeSpan.FromSeconds(asked)) : null);
        Assert.Equal([0, waited], _tries);
    }

    [Fact]
    public async Task A_server_that_asks_for_more_than_two_minutes_is_not_asked_again()
    {
        await RunAsync(_ => new LlmFailure(LlmFailureKind.RateLimited, "", TimeSpan.FromSeconds(121)));
        Assert.Single(_tries);
    }

    [Fact]
    public async Task What_does_not_pass_by_itself_is_told_at_once()
    {
        await RunAsync(_ => new LlmFailure(LlmFailureKind.BadKey, ""));
        await RunAsync(_ => new LlmFailure(LlmFailureKind.ServerError, "") { IsTransient = false });
        Assert.Equal([0, 0], _tries);
    }

    [Fact]
    public async Task What_costs_much_is_not_tried_more_often_than_it_may()
    {
        await RunAsync(_ => new LlmFailure(LlmFailureKind.ServerError, ""), mostTries: 2);
        Assert.Equal([0, 0.5], _tries);
    }

    [Fact]
    public async Task Whoever_cancels_waits_for_no_further_try()
    {
        using var cancelled = new CancellationTokenSource();
        var running = Retries().RunAsync(
            _ => Task.FromResult(new LlmFailure(LlmFailureKind.ServerError, "")), failure => failure, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private CallRetries Retries() => new("m", new Unchanging(), _time, NullLogger<CallRetries>.Instance);

    private async Task<LlmFailure?> RunAsync(Func<int, LlmFailure?> script, TimeSpan takes = default, int mostTries = int.MaxValue)
    {
        var (start, tries) = (_time.GetUtcNow(), 0);
        var running = Retries().RunAsync(
            _ =>
            {
                _tries.Add((_time.GetUtcNow() - start).TotalSeconds);
                _time.Advance(takes);
                return Task.FromResult(script(++tries));
            },
            failure => failure,
            TestContext.Current.CancellationToken,
            mostTries);
        await _time.AdvanceUntilAsync(running);
        return await running;
    }

    private sealed class Unchanging : Random
    {
        public override double NextDouble() => 0;
    }
}
