using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Tests.Turns;

public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly EngineRecord _record = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_timer_that_fires_a_little_early_does_not_strand_what_it_was_set_for()
    {
        await using var engine = await StartAsync(new EarlyTime(_time));
        _record.FailNext(new SendResult.Deferred("not now"));
        Assert.Equal(Acceptance.Stored, await engine.AcceptAsync(Message()));
        for (var timers = 0; timers < 10; timers++)
        {
            await engine.SettleAsync();
            _time.Advance(_time.UntilNext ?? TimeSpan.Zero);
        }

        await engine.SettleAsync();
        Assert.Equal([("m1", 0)], _record.Shown);
        Assert.Equal(0, engine.Open);
    }

    [Fact]
    public async Task What_the_platform_does_not_take_for_ten_minutes_is_dead_and_its_conversation_goes_on()
    {
        await using var engine = await StartAsync(_time);
        for (var i = 0; i < 100; i++)
            _record.FailNext(new SendResult.Deferred("the platform is away"));
        await engine.AcceptAsync(Message());
        for (var minutes = 0; minutes < 11; minutes++)
        {
            for (var steps = 0; steps < 6; steps++)
            {
                await engine.SettleAsync();
                _time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        await engine.SettleAsync();
        Assert.Equal(["4 the platform is away"], engine.Query("select outcome || ' ' || outcome_detail from inbox", row => row.GetString(0)));
        _record.Heal();
        await engine.AcceptAsync(Message() with { DedupKey = "m2", Parts = [new TextPart("m2 Brief")] });
        await engine.SettleAsync();
        Assert.Equal([("m2", 0)], _record.Shown);
        Assert.Equal(0, engine.Open);
    }

    [Fact]
    public async Task A_mistake_of_ours_is_told_at_last_and_the_next_message_is_answered()
    {
        await using var engine = await StartAsync(_time);
        await engine.AcceptAsync(Message() with { Parts = [new TextPart("m1 Throws")] });
        await engine.AcceptAsync(Message() with { DedupKey = "m2", Parts = [new TextPart("m2 Brief")] });
        for (var rounds = 0; engine.Open > 0; rounds++)
        {
            Assert.True(rounds < 100, "It is never closed.");
            await engine.SettleAsync();
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        await engine.SettleAsync();
        Assert.Equal([("m1", 0), ("m2", 0)], _record.Shown);
        Assert.Equal([1L, 0L], engine.Query("select outcome from inbox order by id", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task Whoever_opens_the_chat_is_greeted_without_asking_the_model()
    {
        await using var engine = await StartAsync(_time);
        await engine.AcceptAsync(Message() with { Kind = MessageKind.Event, Parts = [] });
        await engine.SettleAsync();
        Assert.Equal([("m1", 0)], _record.Shown);
        Assert.Empty(_record.Asked);
    }

    private Task<EngineProcess> StartAsync(TimeProvider time) =>
        EngineProcess.StartAsync($"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False", _record, time);

    private IncomingMessage Message() => new()
    {
        Bot = "bot",
        DedupKey = "m1",
        Chat = new Chat { Kind = ChatKind.Private, Id = "chat" },
        Sender = new Sender { Id = "person" },
        Parts = [new TextPart("m1 Brief")],
        SentAt = _time.GetUtcNow(),
        ReplyAddress = "{}",
    };

    /// <summary>Its timers count in steps of their own, as the operating system's do, and are over a little before the clock is there.</summary>
    private sealed class EarlyTime(ManualTimeProvider time) : TimeProvider
    {
        private static readonly TimeSpan _early = TimeSpan.FromMilliseconds(1);

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new EarlyTimer(time.CreateTimer(callback, state, Early(dueTime), period));

        private static TimeSpan Early(TimeSpan dueTime) => dueTime > _early ? dueTime - _early : dueTime;

        private sealed class EarlyTimer(ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(Early(dueTime), period);

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
