using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Growth;

/// <summary>On every platform whose messages can grow people see an answer being written, and it ends whole, once, whatever becomes of the host.</summary>
public sealed class GrowingAnswerTests
{
    private const string Beginning = "这是一个要写很久的回答，所以它的开头要先让人看见，不必等到全文写完。";
    private const string Middle = "写到一半的时候，读的人已经知道大概要说些什么，可以先想一想是否同意。";
    private const string End = "最后一段把前面的话收在一起，答案到这里才算完整了，一个字也不会少掉。";
    private const string Answer = Beginning + Middle + End;

    private readonly HeldTime _model = new();

    [Theory]
    [InlineData("DingTalk")]
    [InlineData("Feishu")]
    [InlineData("QQ")]
    public async Task A_slow_answer_is_seen_while_it_is_written_and_ends_whole(string name)
    {
        await using var platform = await SimulatedPlatforms.StartAsync(name, new SimulatedPlatformOptions(), TestContext.Current.CancellationToken);
        await using var host = await StartAsync(platform);

        await AskAsync(host, platform, person: 1);
        await UntilAllReadAsync(platform, Beginning, people: 1);
        _model.Step();
        await UntilAllReadAsync(platform, Beginning + Middle, people: 1);
        _model.LetGo();
        await host.UntilIdleAsync();

        AssertEachSawOneWholeAnswer(platform, people: 1);
    }

    [Theory]
    [InlineData("DingTalk")]
    [InlineData("Feishu")]
    [InlineData("QQ")]
    public async Task Killed_while_answers_grow_it_finishes_what_people_saw_and_shows_nothing_twice(string name)
    {
        const int people = 20;
        await using var platform = await SimulatedPlatforms.StartAsync(name, new SimulatedPlatformOptions(), TestContext.Current.CancellationToken);
        await using var host = await StartAsync(platform);
        for (var person = 0; person < people; person++)
            await AskAsync(host, platform, person);
        await UntilAllReadAsync(platform, Beginning, people);
        _model.Step();
        await UntilAllReadAsync(platform, Beginning + Middle, people);

        await host.KillAsync();
        await host.StartAsync();
        _model.LetGo();
        await host.UntilIdleAsync();

        AssertEachSawOneWholeAnswer(platform, people);
    }

    [Theory]
    [InlineData("DingTalk")]
    [InlineData("Feishu")]
    [InlineData("QQ")]
    public async Task Told_to_stop_while_an_answer_grows_it_leaves_it_to_the_next_process_which_finishes_it(string name)
    {
        await using var platform = await SimulatedPlatforms.StartAsync(name, new SimulatedPlatformOptions(), TestContext.Current.CancellationToken);
        await using var host = await StartAsync(platform);
        await AskAsync(host, platform, person: 1);
        await UntilAllReadAsync(platform, Beginning, people: 1);

        await host.TerminateAsync();
        Assert.Equal(0, await host.UntilExitAsync());
        await host.StartAsync();
        _model.LetGo();
        await host.UntilIdleAsync();

        AssertEachSawOneWholeAnswer(platform, people: 1);
    }

    private async Task<HostProcess> StartAsync(ISimulatedPlatform platform)
    {
        var host = await HostProcess.CreateAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions { Answer = _ => Answer, Chunks = 3, TokenDelay = TimeSpan.FromSeconds(1), TimeProvider = _model },
            Settings = platform.Settings,
        });
        await host.StartAsync(stopGrace: TimeSpan.Zero);
        return host;
    }

    private static async Task AskAsync(HostProcess host, ISimulatedPlatform platform, int person)
    {
        var question = new SimulatedQuestion { Person = new($"person-{person}", $"提问者{person}"), Text = "慢慢说", Id = $"m{person}" };
        // What a host has to ask for first, such as its bot's own id, may still be on its way: then the platform comes again.
        await Eventually.TrueAsync(async () => await host.PostAsync(platform.Ask(question, host.Address)) is HttpStatusCode.OK or HttpStatusCode.NoContent, "an acknowledgement");
    }

    /// <summary>Until everybody reads this and sees that it goes on.</summary>
    private static async Task UntilAllReadAsync(ISimulatedPlatform platform, string text, int people)
    {
        await platform.WaitForAsync(seen => seen.Count == people && seen.All(one => one.Text == text && !one.IsFinished), SimulatedWorld.Patience);
    }

    private static void AssertEachSawOneWholeAnswer(ISimulatedPlatform platform, int people)
    {
        Assert.All(platform.Deliveries, one => Assert.Equal((Answer, true), (one.Text, one.IsFinished)));
        Assert.Equal(people, platform.Deliveries.Count);
        Assert.Equal(people, platform.Deliveries.Select(one => one.Target).Distinct().Count());
        Assert.Empty(platform.Violations);
        Assert.Equal(0, platform.ThrottledCalls);
    }
}
