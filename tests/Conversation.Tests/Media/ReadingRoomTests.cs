using BotHost.Conversation.Media;

namespace BotHost.Conversation.Tests.Media;

public sealed class ReadingRoomTests : IDisposable
{
    private readonly ReadingRoom _room = new(places: 3, placesOfABot: 2);
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    [Fact]
    public async Task A_platform_that_does_not_answer_keeps_nobody_waiting_but_its_own_people()
    {
        var silent = Enumerable.Range(0, 5).Select(_ => RunAsync("silent", _answer.Task)).ToList();
        Assert.Equal(2, _inside);

        Assert.True(await RunAsync("other", Task.FromResult(true)));

        _answer.SetResult(true);
        await Task.WhenAll(silent);
    }

    [Fact]
    public async Task All_together_are_no_more_than_there_are_places()
    {
        var waiting = Enumerable.Range(0, 6).Select(number => RunAsync($"bot {number}", _answer.Task)).ToList();
        Assert.Equal(3, _inside);

        _answer.SetResult(true);
        await Task.WhenAll(waiting);
        Assert.Equal(6, _inside);
    }

    [Fact]
    public async Task A_failure_gives_its_place_back()
    {
        for (var number = 0; number < 5; number++)
            await Assert.ThrowsAsync<TimeoutException>(() => RunAsync("bot", Task.FromException<bool>(new TimeoutException())));

        Assert.True(await RunAsync("bot", Task.FromResult(true)));
    }

    public void Dispose() => _room.Dispose();

    private Task<bool> RunAsync(string bot, Task<bool> work) => _room.RunAsync(
        bot,
        () =>
        {
            Interlocked.Increment(ref _inside);
            return work;
        },
        TestContext.Current.CancellationToken);
}
