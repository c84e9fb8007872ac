using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Llm.Keys;

/// <summary>When a model is left alone, and when it is asked again. Chance takes nothing away here.</summary>
public sealed class CircuitTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit("default", new RetryDelays(new Fixed(0)), _time, NullLogger<Circuit>.Instance);

    [Fact]
    public void Five_failures_in_a_row_open_it_however_long_they_take()
    {
        for (var i = 0; i < 4; i++)
        {
            Call(isUp: false);
            _time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Call(isUp: false);
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void An_answer_between_them_begins_the_row_anew()
    {
        for (var i = 0; i < 8; i++)
            Call(isUp: i == 4);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Five_failures_in_a_row_among_many_answers_do_not_open_it()
    {
        for (var i = 0; i < 20; i++)
            Call(isUp: true);
        for (var i = 0; i < 10; i++)
            Call(isUp: false);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Three_quarters_of_ten_calls_within_half_a_minute_open_it()
    {
        bool[] calls = [false, false, false, true, false, false, false, true, false];
        foreach (var isUp in calls)
            Call(isUp);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Call(isUp: false);
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void What_failed_before_the_last_half_minute_counts_no_more()
    {
        for (var i = 0; i < 9; i++)
            Call(isUp: i % 4 == 3);
        _time.Advance(TimeSpan.FromSeconds(35));
        Call(isUp: false);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void While_one_call_tries_it_the_others_are_refused()
    {
        Open();
        Assert.Equal(TimeSpan.FromSeconds(2), _circuit.Enter().Wait);
        _time.Advance(TimeSpan.FromSeconds(2));

        var probe = _circuit.Enter();
        Assert.True(probe is { MayAsk: true, IsProbe: true });
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.True(_circuit.Enter() is { MayAsk: false, Wait.TotalSeconds: 1 });

        _circuit.Report(probe, isUp: true);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.Enter() is { MayAsk: true, IsProbe: false });
    }

    [Fact]
    public void Each_time_that_it_fails_again_it_is_left_alone_for_longer_up_to_eight_seconds()
    {
        Open();
        foreach (var seconds in new[] { 2, 4, 8, 8 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), _circuit.Enter().Wait);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            _circuit.Report(_circuit.Enter(), isUp: false);
        }

        Assert.Equal(TimeSpan.FromSeconds(2 + 4 + 8 + 8), _circuit.Enter().OpenFor);
    }

    [Fact]
    public void A_try_that_was_cancelled_says_nothing_and_the_next_call_tries_it()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(2));
        _circuit.Report(_circuit.Enter(), isUp: null);
        Assert.Equal(CircuitState.Open, _circuit.State);
        Assert.True(_circuit.Enter().IsProbe);
    }

    [Fact]
    public void What_began_before_it_opened_neither_closes_it_nor_opens_it_again()
    {
        var (before, another) = (_circuit.Enter(), _circuit.Enter());
        Open();
        _circuit.Report(before, isUp: true);
        _circuit.Report(another, isUp: false);
        Assert.Equal(TimeSpan.FromSeconds(2), _circuit.Enter().Wait);
    }

    private void Open()
    {
        for (var i = 0; i < 5; i++)
            Call(isUp: false);
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    private void Call(bool isUp) => _circuit.Report(_circuit.Enter(), isUp);
}
