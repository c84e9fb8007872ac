using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Promises;

/// <summary>Promise 4: one conversation strictly in the order of commit, different ones side by side.</summary>
public sealed class InOrderTests
{
    [Fact]
    public async Task One_conversation_is_answered_message_by_message_in_the_order_it_was_stored()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.PauseAnswers();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await bot.AskAsync($"{i}"));
        }

        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"echo: {i}"), bot.Sent);
        Assert.Equal(1, bot.Model.MaxConcurrentCalls);
    }

    [Fact]
    public async Task Many_conversations_at_once_each_keep_their_order()
    {
        const int People = 12, Questions = 8;
        await using var bot = await BotHostApp.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, People).Select(async person =>
        {
            for (var i = 0; i < Questions; i++)
            {
                Assert.Equal(HttpStatusCode.OK, await bot.AskAsync($"{i}", staffId: $"staff-{person}"));
            }
        }));
        await bot.UntilIdleAsync();
        var seen = bot.DingTalk.Deliveries.GroupBy(delivery => delivery.Target, delivery => delivery.Text).ToList();
        Assert.Equal(People, seen.Count);
        Assert.All(seen, texts => Assert.Equal(Enumerable.Range(0, Questions).Select(i => $"echo: {i}"), texts));
    }

    [Fact]
    public async Task A_slow_conversation_holds_up_itself_and_no_other()
    {
        var held = new HeldTime();
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions
            {
                TimeProvider = held,
                Answer = request => new FakeAnswer("echo: " + request.LastUserText)
                {
                    FirstTokenDelay = request.LastUserText == "slow" ? TimeSpan.FromMinutes(1) : TimeSpan.Zero,
                },
            },
        });
        await bot.AskAsync("slow", staffId: "slow");
        await bot.AskAsync("after slow", staffId: "slow");
        await bot.Model.WaitForAsync(requests => requests.Count == 1, SimulatedWorld.Patience);
        for (var i = 0; i < 5; i++)
        {
            await bot.AskAsync($"{i}", staffId: "quick");
        }

        await bot.DingTalk.WaitForAsync(seen => seen.Count == 5, SimulatedWorld.Patience);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"echo: {i}"), bot.Sent);

        held.LetGo();
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: slow", "echo: after slow"], bot.Sent.Skip(5));
    }

    [Fact]
    public async Task A_failed_send_is_repeated_before_the_next_message_of_its_conversation()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.DingTalk.Faults.FailNextSends(1, SendFault.ServerError);
        await bot.AskAsync("one");
        await bot.AskAsync("two");
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: one", "echo: two"], bot.Sent);
        Assert.Equal(2, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task The_same_person_has_one_conversation_in_private_and_another_in_a_group()
    {
        var held = new HeldTime();
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions
            {
                TimeProvider = held,
                Answer = request => new FakeAnswer("ok") { FirstTokenDelay = request.LastUserText == "private" ? TimeSpan.FromMinutes(1) : TimeSpan.Zero },
            },
        });
        await bot.AskAsync("private");
        await bot.AskAsync(new DingTalkQuestion { Text = "group", StaffId = "staff-1", IsGroup = true });
        await bot.DingTalk.WaitForAsync(seen => seen.Count == 1, SimulatedWorld.Patience);
        Assert.Equal("session", Assert.Single(bot.DingTalk.Deliveries).Via);
        held.LetGo();
        await bot.UntilIdleAsync();
    }
}
