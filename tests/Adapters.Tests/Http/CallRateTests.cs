using BotHost.Adapters.Http;

namespace BotHost.Adapters.Tests.Http;

public sealed class CallRateTests : IDisposable
{
    private static readonly CallLimit Limit = new("update a card", PerSecond: 20);
    private const int AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _time = new();
    private readonly CallRate _rate;

    public CallRateTests() => _rate = new CallRate(Limit, _time);

    public void Dispose() => _rate.Dispose();

    [Fact]
    public void A_fifth_of_a_second_s_calls_may_be_made_at_once_and_the_next_has_to_wait_its_part()
    {
        Assert.All(Enumerable.Range(0, AtOnce), _ => Assert.Equal(TimeSpan.Zero, _rate.TryTake()));
        var wait = _rate.TryTake();
        Assert.Equal(1_000 / 14.0, wait.TotalMilliseconds, tolerance: 0.01);

        _time.Advance(wait + TimeSpan.FromMicroseconds(1));
        Assert.Equal(TimeSpan.Zero, _rate.TryTake());
        Assert.NotEqual(TimeSpan.Zero, _rate.TryTake());
    }

    [Fact]
    public void What_was_not_used_is_not_saved_up()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.All(Enumerable.Range(0, AtOnce), _ => Assert.Equal(TimeSpan.Zero, _rate.TryTake()));
        Assert.NotEqual(TimeSpan.Zero, _rate.TryTake());
    }

    [Theory]
    [InlineData(20, null)]
    [InlineData(50, 1_000)]
    public void However_hard_it_is_tried_no_window_of_the_platform_ever_holds_too_many(int perSecond, int? perMinute)
    {
        using var rate = new CallRate(new CallLimit("any", perSecond, perMinute), _time);
        var calls = new List<DateTimeOffset>();
        for (var tried = 0; tried < 180_000; tried++)
        {
            if (rate.TryTake() == TimeSpan.Zero)
                calls.Add(_time.GetUtcNow());
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.All(calls.Index(), call => Assert.True(CallsUntil(call.Index, TimeSpan.FromSeconds(1)) <= perSecond));
        Assert.All(calls.Index(), call => Assert.True(CallsUntil(call.Index, TimeSpan.FromMinutes(1)) <= (perMinute ?? int.MaxValue)));
        Assert.True(calls.Count > 0.65 * 180 * Math.Min(perSecond, perMinute / 60.0 ?? perSecond), "most of what is allowed can be used");

        int CallsUntil(int last, TimeSpan window)
        {
            var first = last;
            while (first > 0 && calls[last] - calls[first - 1] < window)
                first--;
            return last - first + 1;
        }
    }

    [Fact]
    public void A_new_process_does_not_begin_as_if_nobody_had_called_in_the_minute_before()
    {
        using var rate = new CallRate(new CallLimit("any", PerSecond: 50, PerMinute: 1_000), _time);

        Assert.InRange(Enumerable.Range(0, 50).Count(_ => rate.TryTake() == TimeSpan.Zero), 10, 12);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.InRange(Enumerable.Range(0, 50).Count(_ => rate.TryTake() == TimeSpan.Zero), 10, 12);
    }

    [Fact]
    public async Task What_must_be_made_waits_its_turn_in_the_line()
    {
        Assert.All(Enumerable.Range(0, AtOnce), _ => Assert.Equal(TimeSpan.Zero, _rate.TryTake()));

        var first = _rate.PassAsync(Patience, TestContext.Current.CancellationToken).AsTask();
        var second = _rate.PassAsync(Patience, TestContext.Current.CancellationToken).AsTask();

        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(73));
        Assert.Equal(TimeSpan.Zero, await first);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(73));
        Assert.Equal(TimeSpan.Zero, await second);
    }

    [Fact]
    public async Task What_may_be_left_out_stands_back_for_the_whole_line()
    {
        var line = Enumerable.Range(0, AtOnce + 30).Select(_ => _rate.PassAsync(Patience, TestContext.Current.CancellationToken).AsTask()).ToList();

        Assert.All(Enumerable.Range(0, 30), _ =>
        {
            Assert.NotEqual(TimeSpan.Zero, _rate.TryTake());
            _time.Advance(TimeSpan.FromMilliseconds(73));
        });
        _time.Advance(TimeSpan.FromMilliseconds(73));

        Assert.Equal(TimeSpan.Zero, _rate.TryTake());
        await Task.WhenAll(line);
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_told_how_long_and_does_not_stand_in_the_line()
    {
        var line = Enumerable.Range(0, AtOnce + 70).Select(_ => _rate.PassAsync(Patience, TestContext.Current.CancellationToken).AsTask()).ToList();

        var wait = await _rate.PassAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(wait > Patience);
        Assert.Equal(wait, _rate.Line);
        Assert.Equal(wait, await _rate.PassAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(line.TrueForAll(waiter => !waiter.IsCompleted || waiter.Result == TimeSpan.Zero));
    }

    [Fact]
    public async Task After_a_stall_those_who_waited_do_not_all_go_at_once()
    {
        Assert.All(Enumerable.Range(0, AtOnce), _ => Assert.Equal(TimeSpan.Zero, _rate.TryTake()));
        var line = Enumerable.Range(0, 20).Select(_ => _rate.PassAsync(Patience, TestContext.Current.CancellationToken).AsTask()).ToList();

        _time.Stall(TimeSpan.FromSeconds(1));

        await Task.WhenAll(line.Take(AtOnce));
        Assert.True(_rate.Line > TimeSpan.FromSeconds(1), "sixteen still stand there");
    }

    [Fact]
    public async Task Who_leaves_the_line_uses_nothing_up()
    {
        using var leaving = new CancellationTokenSource();
        Assert.All(Enumerable.Range(0, AtOnce), _ => Assert.Equal(TimeSpan.Zero, _rate.TryTake()));
        var first = _rate.PassAsync(Patience, leaving.Token).AsTask();
        var second = _rate.PassAsync(Patience, TestContext.Current.CancellationToken).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _time.Advance(TimeSpan.FromMilliseconds(73));

        Assert.Equal(TimeSpan.Zero, await second);
    }

    [Fact]
    public void Each_call_of_an_app_has_a_pace_of_its_own_and_all_callers_keep_the_same()
    {
        using var rates = new CallRates(_time);

        Assert.Same(rates.Of(Limit), rates.Of(new CallLimit("update a card", PerSecond: 20)));
        Assert.NotSame(rates.Of(Limit), rates.Of(new CallLimit("make a card", PerSecond: 20)));
    }
}
