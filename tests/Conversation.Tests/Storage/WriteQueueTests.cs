using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Tests.Storage;

/// <summary>What goes into one transaction. The test takes the writer's place, and says what comes while it waits.</summary>
public sealed class WriteQueueTests : IDisposable
{
    private readonly WriteQueue _queue;
    private readonly List<WriteOperation> _batch = [];
    private Action _company = () => Assert.Fail("Nobody was to be waited for.");
    private TimeSpan _waited;

    public WriteQueueTests() => _queue = new WriteQueue(time =>
    {
        _waited = time;
        _company();
    });

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void After_a_crowded_transaction_the_next_one_waits_for_company()
    {
        Add(WriteQueue.Crowd);
        Assert.Equal(WriteQueue.Crowd, Take());

        Add(1);
        _company = () => Add(2);
        Assert.Equal(3, Take());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(8, 3)]
    public async Task The_larger_the_crowd_the_longer_the_wait_up_to_a_limit(int crowds, int milliseconds)
    {
        for (var i = 0; i < crowds * WriteQueue.Crowd; i++)
        {
            await _queue.AddAsync(Nothing(), default);
        }

        Take();
        Add(1);
        _company = () => { };
        Take();
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _waited);
    }

    [Fact]
    public async Task It_waits_for_the_turns_as_well()
    {
        for (var i = 0; i < WriteQueue.Crowd; i++)
        {
            await _queue.AddAsync(Nothing(), default);
        }

        Assert.Equal(WriteQueue.Crowd, Take());

        await _queue.AddAsync(Nothing(), default);
        _company = () => Add(1);
        Assert.Equal(2, Take());
    }

    [Fact]
    public void A_lonely_operation_waits_for_nobody()
    {
        Add(WriteQueue.Crowd - 1);
        Assert.Equal(WriteQueue.Crowd - 1, Take());
        Add(1);
        Assert.Equal(1, Take());
    }

    [Fact]
    public void Nobody_is_waited_for_where_enough_have_come()
    {
        Add(WriteQueue.Crowd);
        Take();
        Add(WriteQueue.MaxBatch / 2);
        Assert.Equal(WriteQueue.MaxBatch / 2, Take());
    }

    [Fact]
    public void Nobody_is_waited_for_where_the_writer_itself_has_more_to_do()
    {
        Add(WriteQueue.Crowd);
        Take();
        _queue.Hurry();
        Add(1);
        Assert.Equal(1, Take());
    }

    [Fact]
    public void Who_waited_in_vain_waits_only_once()
    {
        Add(WriteQueue.Crowd);
        Take();
        Add(1);
        _company = () => { };
        Assert.Equal(1, Take());

        _company = () => Assert.Fail("The crowd has gone.");
        Add(1);
        Assert.Equal(1, Take());
    }

    [Fact]
    public async Task Half_a_transaction_is_left_to_the_turns_however_many_messages_wait()
    {
        Add(200);
        for (var i = 0; i < 200; i++)
        {
            await _queue.AddAsync(Nothing(), default);
        }

        Assert.Equal(WriteQueue.MaxBatch, Take());
        Assert.Equal(200 - (WriteQueue.MaxBatch / 2), _queue.Waiting);
    }

    [Fact]
    public async Task What_nobody_waits_for_goes_with_the_next_that_comes()
    {
        var closing = Nothing();
        await _queue.AddForWheneverAsync(closing, default);
        _company = () => Add(1);

        Assert.Equal(2, Take());
        Assert.Contains(closing, _batch);
    }

    [Fact]
    public async Task Alone_it_waits_once_and_then_goes_alone()
    {
        var waits = 0;
        await _queue.AddForWheneverAsync(Nothing(), default);
        _company = () => waits++;

        Assert.Equal(1, Take());
        Assert.Equal(1, waits);
    }

    [Fact]
    public async Task It_keeps_nobody_waiting_who_is_there_already()
    {
        await _queue.AddForWheneverAsync(Nothing(), default);
        Add(1);
        Assert.Equal(2, Take());

        await _queue.AddForWheneverAsync(Nothing(), default);
        await _queue.AddAsync(Nothing(), default);
        Assert.Equal(2, Take());
    }

    [Fact]
    public async Task It_is_not_kept_back_by_those_who_come_again_and_again()
    {
        var closing = Nothing();
        await _queue.AddForWheneverAsync(closing, default);
        Add(200);
        for (var i = 0; i < 200; i++)
        {
            await _queue.AddAsync(Nothing(), default);
        }

        Assert.Equal(WriteQueue.MaxBatch, Take());
        Assert.Contains(closing, _batch);
    }

    [Fact]
    public async Task By_the_clock_whoever_is_waited_for_wakes_the_writer_and_what_can_wait_does_not_stay()
    {
        using var queue = new WriteQueue();
        var batch = new List<WriteOperation>();
        var taking = Task.Run(() => queue.Take(batch));
        await queue.AddForWheneverAsync(Nothing(), default);

        Assert.True(await taking);
        Assert.Single(batch);

        batch.Clear();
        taking = Task.Run(() => queue.Take(batch));
        Assert.True(queue.TryAddFirst(Nothing()));
        Assert.True(await taking);
        Assert.Single(batch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_queued_is_given_out_after_the_end_and_then_nothing_more(bool canWait)
    {
        if (canWait)
        {
            await _queue.AddForWheneverAsync(Nothing(), default);
        }
        else
        {
            Add(1);
        }

        _queue.Complete();

        Assert.False(_queue.TryAddFirst(Nothing()));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await _queue.AddForWheneverAsync(Nothing(), default));
        Assert.Equal(1, Take());
        Assert.False(_queue.Take(_batch));
    }

    private static WriteOperation<bool> Nothing() => new(_ => true);

    private void Add(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            Assert.True(_queue.TryAddFirst(Nothing()));
        }
    }

    private int Take()
    {
        _batch.Clear();
        Assert.True(_queue.Take(_batch));
        return _batch.Count;
    }
}
