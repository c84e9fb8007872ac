using BotHost.Adapters.Http;

namespace BotHost.Adapters.Tests.Http;

public sealed class ThrottleGateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly ThrottleGate _gate;

    public ThrottleGateTests() => _gate = new ThrottleGate(_time, new Jitter(new Random(1)));

    [Fact]
    public async Task An_open_gate_lets_everybody_through_at_once()
    {
        Assert.Equal(TimeSpan.Zero, await _gate.PassAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task One_throttled_caller_holds_all_back_until_the_wait_is_over()
    {
        _gate.Close(Second);
        var callers = Enumerable.Range(0, 20).Select(_ => _gate.PassAsync(5 * Second, CancellationToken.None).AsTask()).ToList();

        _time.Advance(Second - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain(callers, caller => caller.IsCompleted);

        _time.Advance(Second);
        Assert.All(await Task.WhenAll(callers), remaining => Assert.Equal(TimeSpan.Zero, remaining));
    }

    [Fact]
    public async Task Who_has_no_patience_is_told_how_long_it_takes()
    {
        _gate.Close(TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.FromMinutes(5), await _gate.PassAsync(5 * Second, CancellationToken.None));
    }

    [Fact]
    public void Calls_that_were_under_way_when_it_closed_do_not_lengthen_the_wait()
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(Second, _gate.Close(Second));
    }

    [Fact]
    public void A_wait_that_was_not_enough_is_doubled_up_to_half_a_minute()
    {
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            waits.Add(_gate.Close(Second).TotalSeconds);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void A_success_ends_the_doubling()
    {
        _gate.Close(Second);
        _time.Advance(Second);
        _gate.Succeeded();

        Assert.Equal(Second, _gate.Close(Second));
    }

    [Fact]
    public void No_platform_can_close_it_for_hours()
    {
        Assert.Equal(TimeSpan.FromMinutes(10), _gate.Close(TimeSpan.FromHours(5)));
    }

    [Fact]
    public async Task Waiting_ends_with_the_caller()
    {
        _gate.Close(Second);
        using var leaves = new CancellationTokenSource();
        var caller = _gate.PassAsync(5 * Second, leaves.Token).AsTask();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
    }
}
