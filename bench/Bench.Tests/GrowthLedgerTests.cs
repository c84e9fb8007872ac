using BotHost.Bench.Load;
using BotHost.Simulator;

namespace BotHost.Bench.Tests;

/// <summary>What people see of growing answers, as the ledger tells it.</summary>
public sealed class GrowthLedgerTests : IAsyncDisposable
{
    private readonly FakeScreen _screen = new();
    private readonly GrowthLedger _ledger = new(messages: 2);

    public GrowthLedgerTests() => _ledger.Record(_screen);

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    [Fact]
    public void A_message_belongs_to_the_question_it_names_from_the_moment_it_does()
    {
        _screen.Show(Delivery(1, "", at: 10));
        Assert.Empty(_ledger.Seen[1]);

        _screen.Change(Delivery(1, "q1 的回答", at: 20));
        _screen.Change(Delivery(1, "q1 的回答从这里开始。", at: 30));

        var seen = Assert.Single(_ledger.Seen[1]);
        Assert.Equal((20, "q1 的回答从这里开始。"), (seen.FirstTextAt, seen.Now.Text));
    }

    [Fact]
    public void An_answer_in_two_messages_is_seen_twice()
    {
        _screen.Show(Delivery(1, "q0 的回答", at: 10));
        _screen.Show(Delivery(2, "q0 的回答", at: 20));

        Assert.Equal(2, _ledger.Seen[0].Count());
    }

    [Fact]
    public void Finished_is_what_will_not_change_any_more()
    {
        _screen.Show(Delivery(1, "q0 的", at: 10) with { IsFinished = false });
        Assert.Equal((1, 0), (_ledger.Shown, _ledger.Finished));

        _screen.Change(Delivery(1, "q0 的回答", at: 20));
        Assert.Equal((1, 1), (_ledger.Shown, _ledger.Finished));
    }

    [Fact]
    public void What_is_not_part_of_the_load_is_left_out()
    {
        _screen.Show(Delivery(1, "q2 的回答", at: 10));
        _screen.Show(Delivery(2, "你好", at: 10));

        Assert.Equal((0, 0), (_ledger.Shown, _ledger.Finished));
    }

    [Fact]
    public void The_model_s_first_piece_is_that_of_the_first_time_it_was_asked()
    {
        _ledger.MarkAsked(0, TimeSpan.Zero);
        var first = _ledger.FirstToken(0);
        _ledger.MarkAsked(0, TimeSpan.FromSeconds(1));

        Assert.Equal(first, _ledger.FirstToken(0));
        Assert.Equal(0, _ledger.FirstToken(1));
    }

    [Fact]
    public void The_text_of_an_answer_names_its_question_and_ends_differently_from_where_it_begins()
    {
        Assert.Equal(7, Questions.NumberIn(GrowingText.Of(7)));
        Assert.StartsWith("q7 ", GrowingText.Of(7), StringComparison.Ordinal);
        Assert.NotEqual(GrowingText.Of(7), GrowingText.Of(8));
    }

    private static SimulatedDelivery Delivery(long sequence, string text, long at) => new(sequence, "card", "someone", "card", "", text, [], at);

    /// <summary>Only its events matter here.</summary>
    private sealed class FakeScreen : ISimulatedPlatform
    {
        public event Action<SimulatedDelivery>? Delivered;

        public event Action<SimulatedDelivery>? Changed;

        public string Name => "screen";

        public string Bot => "screen";

        public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public IReadOnlyList<SimulatedDelivery> Deliveries => [];

        public IReadOnlyList<string> Violations => [];

        public long ThrottledCalls => 0;

        public long TokenRequests => 0;

        public long SendRequests => 0;

        public void Show(SimulatedDelivery delivery) => Delivered?.Invoke(delivery);

        public void Change(SimulatedDelivery delivery) => Changed?.Invoke(delivery);

        public void RevokeToken()
        {
        }

        public void FailSends(double share)
        {
        }

        public HttpRequestMessage Ask(SimulatedQuestion question, Uri host) => new(HttpMethod.Post, host);

        public Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout) => Task.FromResult(Deliveries);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
