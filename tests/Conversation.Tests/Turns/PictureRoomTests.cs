using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Turns;

public sealed class PictureRoomTests
{
    private readonly PictureRoom _room = new(bytes: 100);

    [Fact]
    public async Task Who_finds_no_room_waits_until_somebody_has_left()
    {
        var first = await EnterAsync(60);
        var second = EnterAsync(60);
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Nobody_passes_who_came_before_so_that_also_a_large_one_gets_in()
    {
        var first = await EnterAsync(60);
        var large = EnterAsync(100);
        var small = EnterAsync(1);
        Assert.False(small.IsCompleted);

        first.Dispose();
        using (await large)
            Assert.False(small.IsCompleted);
        (await small).Dispose();
    }

    [Fact]
    public async Task Who_is_larger_than_all_of_it_has_it_alone()
    {
        using (await EnterAsync(1_000))
            Assert.False(EnterAsync(1).IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_up_nobody_and_keeps_nothing()
    {
        var first = await EnterAsync(60);
        using var patience = new CancellationTokenSource();
        var impatient = _room.EnterAsync(100, patience.Token);
        var next = EnterAsync(40);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        (await next).Dispose();
        first.Dispose();
        (await EnterAsync(100)).Dispose();
    }

    [Fact]
    public async Task Who_leaves_twice_gives_back_once()
    {
        var first = await EnterAsync(60);
        first.Dispose();
        first.Dispose();

        using (await EnterAsync(100))
            Assert.False(EnterAsync(1).IsCompleted);
    }

    private Task<IDisposable> EnterAsync(long bytes) => _room.EnterAsync(bytes, TestContext.Current.CancellationToken);
}
