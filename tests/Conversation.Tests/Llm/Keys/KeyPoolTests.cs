using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Keys;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Tests.Llm.Keys;

/// <summary>Which key a call gets, and what becomes of keys that fail. Chance takes nothing away here, so that every moment is exact.</summary>
public sealed class KeyPoolTests
{
    private static readonly LlmFailure s_badKey = new(LlmFailureKind.BadKey, "HTTP 401");
    private static readonly LlmFailure s_forbidden = new(LlmFailureKind.AccessDenied, "HTTP 403");
    private static readonly LlmFailure s_noQuota = new(LlmFailureKind.QuotaExhausted, "HTTP 429 insufficient_quota");

    private readonly ManualTimeProvider _time = new();
    private readonly Recorder _log = new();

    [Fact]
    public async Task Calls_take_the_keys_in_turn()
    {
        var pool = Pool(3);
        Assert.Equal([1, 2, 3, 1], await NumbersAsync(pool, calls: 4));
    }

    [Theory]
    [InlineData(LlmFailureKind.BadKey)]
    [InlineData(LlmFailureKind.QuotaExhausted)]
    public async Task A_key_that_is_refused_is_left_out_for_an_hour_and_then_tried_by_one_call(LlmFailureKind kind)
    {
        var pool = Pool(2);
        await FailAsync(pool, new LlmFailure(kind, "HTTP 4xx"));
        Assert.Equal(new KeyCounts(1, 0, 1), pool.Counts);
        Assert.Equal([2, 2], await NumbersAsync(pool, calls: 2));

        _time.Advance(TimeSpan.FromHours(1));
        using var probe = await TakeAsync(pool);
        Assert.Equal(1, probe.Key.Number);
        Assert.Equal([2, 2], await NumbersAsync(pool, calls: 2));
        probe.Answered();
        Assert.Equal(new KeyCounts(2, 0, 0), pool.Counts);
    }

    [Fact]
    public async Task Where_no_other_key_is_left_a_retired_one_is_tried_once_a_minute()
    {
        var pool = Pool(1);
        await FailAsync(pool, s_noQuota);
        var refused = Assert.IsType<KeyTaken.Refused>(await pool.TakeAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Equal((LlmFailureKind.QuotaExhausted, (TimeSpan?)null), (refused.Failure.Kind, pool.Wait()));

        _time.Advance(TimeSpan.FromMinutes(1));
        await FailAsync(pool, s_noQuota);
        Assert.Null(pool.Wait());
        _time.Advance(TimeSpan.FromMinutes(1));
        await AnswerAsync(pool);
        Assert.Equal(new KeyCounts(1, 0, 0), pool.Counts);
        Assert.Equal(
            [
                "Error: Model default: key 1 of 1 is retired, QuotaExhausted: HTTP 429 insufficient_quota. It is tried again now and then.",
                "Information: Model default: key 1 is taken again.",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task A_retired_key_that_has_all_its_calls_is_nothing_to_wait_for()
    {
        var pool = Pool(1, callsAtOnce: 1);
        var lease = await TakeAsync(pool);
        lease.Failed(s_badKey);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(pool.Wait()); // who asked for it would be refused
        lease.Dispose();
        Assert.Equal(TimeSpan.Zero, pool.Wait());
    }

    [Fact]
    public async Task An_answer_that_had_begun_before_the_key_was_refused_does_not_bring_it_back()
    {
        var pool = Pool(1);
        using var before = await TakeAsync(pool);
        _time.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(pool, s_badKey);
        before.Answered();
        Assert.Equal(1, pool.Counts.Retired);
    }

    [Fact]
    public async Task A_key_is_not_blamed_for_what_it_was_forbidden_and_left_out_for_that_question_alone()
    {
        var pool = Pool(2);
        var forbidden = await ForbidAsync(pool);
        Assert.Equal(new KeyCounts(2, 0, 0), pool.Counts);

        Assert.Equal([2, 1], await NumbersAsync(pool, calls: 2));
        using var other = await TakeAsync(pool);
        Assert.Equal(2, other.Key.Number);
        using var again = await TakeAsync(pool, forbidden); // and not the first, although it is its turn
        Assert.Equal(2, again.Key.Number);
    }

    [Fact]
    public async Task Who_queues_for_another_key_than_the_one_that_is_free_holds_up_nobody()
    {
        var pool = Pool(2, callsAtOnce: 1);
        var forbidden = await ForbidAsync(pool);
        var second = await TakeAsync(pool);
        var waiting = TakeAsync(pool, forbidden);
        var first = await TakeAsync(pool);
        Assert.Equal(1, first.Key.Number);
        var behind = TakeAsync(pool);
        Assert.False(waiting.IsCompleted || behind.IsCompleted);

        first.Dispose();
        Assert.Equal(1, (await behind).Key.Number);
        Assert.False(waiting.IsCompleted);
        second.Dispose();
        Assert.Equal(2, (await waiting).Key.Number);
    }

    [Fact]
    public async Task When_the_others_are_lost_who_queues_for_them_is_told_what_was_forbidden()
    {
        var pool = Pool(2, callsAtOnce: 1);
        var forbidden = await ForbidAsync(pool);
        var second = await TakeAsync(pool);
        var waiting = pool.TakeAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken, forbidden).AsTask();
        second.Failed(s_badKey);
        second.Dispose();
        Assert.Equal(s_forbidden, Assert.IsType<KeyTaken.Refused>(await waiting).Failure);
    }

    [Fact]
    public async Task A_key_that_a_server_refuses_is_refused_for_every_model_there_and_one_that_is_used_too_often_is_not()
    {
        var (gate, standing) = (new Lock(), new KeyStanding());
        var (one, other) = (Shared(), Shared());
        await FailAsync(one, new LlmFailure(LlmFailureKind.RateLimited, "HTTP 429"));
        Assert.Equal((new KeyCounts(0, 1, 0), new KeyCounts(1, 0, 0)), (one.Counts, other.Counts));
        await FailAsync(other, s_badKey);
        Assert.Equal((1, 1), (one.Counts.Retired, other.Counts.Retired));

        KeyPool Shared() => Pools.Of(_time, new Fixed(0), [new PooledKey(new ModelKey("k", 1), standing, int.MaxValue)], gate, _log);
    }

    [Fact]
    public async Task A_key_rests_as_long_as_the_server_says_and_else_longer_each_time()
    {
        var pool = Pool(1);
        await FailAsync(pool, Limited(7));
        Assert.Equal(TimeSpan.FromSeconds(7), pool.Wait());
        _time.Advance(TimeSpan.FromSeconds(7));
        await AnswerAsync(pool);

        await FailAsync(pool, Limited());
        Assert.Equal(TimeSpan.FromSeconds(0.5), pool.Wait());
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await FailAsync(pool, Limited());
        Assert.Equal(TimeSpan.FromSeconds(1), pool.Wait());
    }

    [Fact]
    public async Task No_server_can_put_a_key_to_rest_for_more_than_an_hour()
    {
        var pool = Pool(1);
        await FailAsync(pool, Limited(1_000_000_000));
        Assert.Equal(TimeSpan.FromHours(1), pool.Wait());
    }

    [Fact]
    public async Task Where_all_rest_a_call_is_told_how_long_and_does_not_queue()
    {
        var pool = Pool(2);
        await FailAsync(pool, Limited(20));
        await FailAsync(pool, Limited(9));
        _time.Advance(TimeSpan.FromSeconds(4));
        var refused = Assert.IsType<KeyTaken.Refused>(await pool.TakeAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal((LlmFailureKind.RateLimited, TimeSpan.FromSeconds(5)), (refused.Failure.Kind, refused.Failure.RetryAfter));
    }

    [Fact]
    public async Task Calls_beyond_the_limit_of_a_key_queue_and_are_served_in_their_order()
    {
        var pool = Pool(1, callsAtOnce: 2);
        var (first, second) = (await TakeAsync(pool), await TakeAsync(pool));
        var (third, fourth) = (TakeAsync(pool), TakeAsync(pool));
        Assert.False(third.IsCompleted || fourth.IsCompleted);

        second.Dispose();
        second.Dispose(); // once is once
        await third;
        Assert.False(fourth.IsCompleted);
        first.Dispose();
        await fourth;
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_queue_and_takes_nobodys_place()
    {
        var pool = Pool(1, callsAtOnce: 1);
        var first = await TakeAsync(pool);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var second = pool.TakeAsync(TimeSpan.FromMinutes(1), stop.Token).AsTask();
        var third = TakeAsync(pool);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (await third).Dispose();
        Assert.Equal([1], await NumbersAsync(pool, calls: 1));
    }

    [Fact]
    public async Task Nobody_queues_longer_than_they_have_patience_for()
    {
        var pool = Pool(1, callsAtOnce: 1);
        using var first = await TakeAsync(pool);
        var second = pool.TakeAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).AsTask();
        await _time.AdvanceUntilAsync(second);
        Assert.Equal(new LlmFailure(LlmFailureKind.RateLimited, "no key had room for another call in time") { IsTransient = false }, Assert.IsType<KeyTaken.Refused>(await second).Failure);
        Assert.Equal(TimeSpan.FromSeconds(30), _time.GetUtcNow() - new ManualTimeProvider().GetUtcNow());
    }

    [Fact]
    public async Task Who_queues_gets_the_key_that_has_rested_enough()
    {
        var pool = Pool(2, callsAtOnce: 1);
        using var first = await TakeAsync(pool);
        await FailAsync(pool, Limited(7)); // the second
        var waiting = TakeAsync(pool);
        await _time.AdvanceUntilAsync(waiting);
        Assert.Equal(2, (await waiting).Key.Number);
        Assert.Equal(TimeSpan.FromSeconds(7), _time.GetUtcNow() - new ManualTimeProvider().GetUtcNow());
    }

    [Fact]
    public async Task When_the_last_key_is_retired_those_who_queue_are_told_why()
    {
        var pool = Pool(1, callsAtOnce: 1);
        var first = await TakeAsync(pool);
        var second = pool.TakeAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken).AsTask();
        first.Failed(s_badKey);
        first.Dispose();
        Assert.Equal(LlmFailureKind.BadKey, Assert.IsType<KeyTaken.Refused>(await second).Failure.Kind);
    }

    [Fact]
    public async Task A_server_that_says_slow_down_gets_half_as_many_calls_for_a_minute()
    {
        var pool = Pool(1);
        var running = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync(pool)));
        foreach (var complaining in running.Take(3)) // three at once are one complaint
        {
            complaining.Failed(Limited(1) with { SlowsDown = true });
            complaining.Dispose();
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        var next = TakeAsync(pool);
        Assert.False(next.IsCompleted); // five are running, four may
        running[3].Dispose();
        Assert.False(next.IsCompleted);
        running[4].Dispose();
        await next;

        var another = TakeAsync(pool);
        Assert.False(another.IsCompleted);
        await _time.AdvanceUntilAsync(another);
        Assert.Equal(TimeSpan.FromMinutes(1), _time.GetUtcNow() - new ManualTimeProvider().GetUtcNow());
    }

    [Fact]
    public async Task Many_callers_at_once_never_go_beyond_the_limits()
    {
        var pool = Pool(3, callsAtOnce: 2);
        var (running, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            using var lease = await TakeAsync(pool);
            var now = Interlocked.Increment(ref running);
            for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, now, seen);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        })));
        Assert.InRange(most, 1, 6);
        Assert.Equal(new KeyCounts(3, 0, 0), pool.Counts);
    }

    [Fact]
    public async Task No_key_stands_in_the_log()
    {
        await FailAsync(Pool(1), s_badKey);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
        Assert.Single(_log.Lines);
    }

    private static LlmFailure Limited(double? seconds = null) => new(LlmFailureKind.RateLimited, "HTTP 429", seconds is { } after ? TimeSpan.FromSeconds(after) : null);

    private KeyPool Pool(int keys, int callsAtOnce = int.MaxValue) => Pools.Of(
        _time, new Fixed(0), [.. Enumerable.Range(1, keys).Select(number => new PooledKey(new ModelKey($"secret-{number}", number), new KeyStanding(), callsAtOnce))], log: _log);

    private static async Task<KeyLease> TakeAsync(KeyPool pool, Forbidden? without = null) =>
        Assert.IsType<KeyTaken.Granted>(await pool.TakeAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken, without)).Lease;

    /// <summary>A call that the key whose turn it is was forbidden.</summary>
    private static async Task<Forbidden> ForbidAsync(KeyPool pool)
    {
        var forbidden = new Forbidden();
        using var lease = await TakeAsync(pool);
        lease.Failed(s_forbidden);
        lease.NoteIn(forbidden, s_forbidden);
        return forbidden;
    }

    private static async Task<List<int>> NumbersAsync(KeyPool pool, int calls)
    {
        var numbers = new List<int>();
        for (var i = 0; i < calls; i++)
        {
            using var lease = await TakeAsync(pool);
            numbers.Add(lease.Key.Number);
        }

        return numbers;
    }

    private static async Task FailAsync(KeyPool pool, LlmFailure failure)
    {
        using var lease = await TakeAsync(pool);
        lease.Failed(failure);
    }

    private static async Task AnswerAsync(KeyPool pool)
    {
        using var lease = await TakeAsync(pool);
        lease.Answered();
    }

    private sealed class Recorder : ILogger<KeyPool>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
