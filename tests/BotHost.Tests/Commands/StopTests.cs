using System.Globalization;
using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Commands;

/// <summary>Promise 4: who says stop does not wait for the answer that is to be stopped.</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    private const string Answer = "这是一个要写很久的回答，它的前一半先被看见，后一半后来才有。";

    [Theory]
    [InlineData("/stop")]
    [InlineData(" Stop ")]
    [InlineData("停止")]
    public async Task The_call_of_the_model_is_closed_and_nothing_of_it_is_remembered(string word)
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.PauseAnswers();
        await bot.AskAsync("long");
        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);

        await StopAsync(bot, word);
        await bot.UntilIdleAsync();
        Assert.Equal(["好的，已停止。", "已停止。"], bot.Sent.Order());
        bot.Model.Faults.ResumeAnswers();
        await bot.SayAsync("and now");
        Assert.Equal(["user: and now"], bot.Asked());
    }

    [Fact]
    public async Task What_grew_on_a_card_stays_with_a_mark_and_in_the_context()
    {
        var time = new HeldTime();
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { CardTemplateId = "t.schema" },
            Model = new FakeOpenAiOptions { Answer = _ => Answer, Chunks = 2, TokenDelay = TimeSpan.FromSeconds(1), TimeProvider = time },
            Settings = new Dictionary<string, string> { ["Bots:dingtalk:CardTemplateId"] = "t.schema" },
        });
        await bot.AskAsync("long");
        var grown = (await bot.DingTalk.WaitForAsync(seen => seen is [{ Text.Length: > 0 }], SimulatedWorld.Patience))[0].Text;

        await StopAsync(bot, "/stop");
        await bot.UntilIdleAsync();
        var card = Assert.Single(bot.DingTalk.Deliveries, seen => seen.Via == "card");
        Assert.Equal(($"{grown}\n\n（已停止）", true), (card.Text, card.IsFinished));
        time.LetGo();
        await bot.SayAsync("and now");
        Assert.Equal(["user: long", $"assistant: {grown}", "user: and now"], bot.Asked());
    }

    [Fact]
    public async Task It_gets_a_turn_when_all_turns_are_taken()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Limits:TurnsAtOnce"] = "2" } });
        bot.Model.Faults.PauseAnswers();
        foreach (var person in new[] { "a", "b", "c", "d" })
            await bot.AskAsync("long", staffId: person);
        await bot.Model.Faults.WaitForHeldCallsAsync(2, SimulatedWorld.Patience);

        await bot.AskAsync("/status", staffId: "d");
        await bot.DingTalk.WaitForAsync(seen => seen is [{ Target: "d" }], SimulatedWorld.Patience);
        Assert.Contains("等待回答：1 条", bot.Sent[0], StringComparison.Ordinal);
        await StopAsync(bot, "/stop", "a");
        await bot.Model.Faults.WaitForHeldCallsAsync(2, SimulatedWorld.Patience);     // a's turn is free, and somebody else has it
        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(["好的，已停止。", "已停止。"], bot.DingTalk.Deliveries.Where(seen => seen.Target == "a").Select(seen => seen.Text).Order());
        Assert.Equal(3, bot.Sent.Count(text => text == "echo: long"));
    }

    [Fact]
    public async Task What_waits_behind_the_answer_is_not_asked_and_what_comes_later_is()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.PauseAnswers();
        foreach (var question in new[] { "one", "two", "three" })
            await bot.AskAsync(question);
        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);

        await StopAsync(bot, "/stop");
        await bot.AskAsync("four");
        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: four", "好的，已停止，共 3 条。", "已停止。", "已停止。", "已停止。"], bot.Sent.Order(StringComparer.Ordinal));
        Assert.Equal(["one", "four"], bot.Model.Requests.Select(request => request.LastUserText));
    }

    [Fact]
    public async Task Where_nothing_runs_it_says_so_and_delivered_twice_it_says_so_once()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal("现在没有正在进行的回答。", await bot.SayAsync("/stop"));
        await bot.SayAsync("one");
        var stop = bot.DingTalk.Ask(new DingTalkQuestion { Text = "stop", StaffId = "staff-1" });
        Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(stop));
        Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(stop));
        await bot.UntilIdleAsync();
        Assert.Equal(["现在没有正在进行的回答。", "echo: one", "现在没有正在进行的回答。"], bot.Sent);
        Assert.Equal(1, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task It_stops_nobody_elses_answer()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.PauseAnswers();
        await bot.AskAsync("long", staffId: "a");
        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await bot.AskAsync("/stop", staffId: "b");
        await bot.DingTalk.WaitForAsync(seen => seen is [{ Target: "b", Text: "现在没有正在进行的回答。" }], SimulatedWorld.Patience);
        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal("echo: long", bot.Sent[^1]);
    }

    [Fact]
    public async Task In_a_shared_conversation_it_stops_ones_own_and_an_administrator_stops_all()
    {
        await using var bot = await BotHostApp.StartAsync(Talk.Shared("boss"));
        bot.Model.Faults.PauseAnswers();
        await bot.AskAsync(InGroup("a", "from a"));
        await bot.AskAsync(InGroup("b", "from b"));
        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);

        await bot.AskAsync(InGroup("c", "/stop"));
        await bot.DingTalk.WaitForAsync(seen => seen.Count == 1, SimulatedWorld.Patience);
        Assert.Contains("只有机器人的管理员可以停止", bot.Sent[0], StringComparison.Ordinal);
        await bot.AskAsync(InGroup("b", "/stop"));
        await bot.DingTalk.WaitForAsync(seen => seen.Count == 2, SimulatedWorld.Patience);
        Assert.Contains("好的，已停止。", bot.Sent[1], StringComparison.Ordinal);
        Assert.False(bot.Model.Requests[0].Aborted);
        await bot.AskAsync(InGroup("c", "from c"));
        await bot.AskAsync(InGroup("boss", "/stop"));
        await bot.UntilIdleAsync();
        Assert.True(bot.Model.Requests[0].Aborted);
        Assert.Equal(1, bot.Model.TotalCalls);
        Assert.Contains(bot.Sent, text => text.Contains("好的，已停止，共 2 条。", StringComparison.Ordinal));
        Assert.Equal(3, bot.Sent.Count(text => text.Contains("已停止。", StringComparison.Ordinal) && !text.Contains("好的", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_picture_that_is_being_drawn_is_stopped_as_well()
    {
        await using var model = await FakeOpenAi.StartAsync();
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = model.ImageSettings });
        model.ImageFaults.PauseAnswers();
        await bot.AskAsync("/image a cat");
        await model.ImageFaults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await bot.AskAsync("/stop");
        await model.ImageFaults.WaitForHeldCallsAsync(0, SimulatedWorld.Patience);
        await bot.UntilIdleAsync();
        Assert.Equal(["好的，已停止。", "已停止。"], bot.Sent.Order());
        model.ImageFaults.Clear();
    }

    [Fact]
    public async Task The_tools_that_were_called_before_it_are_remembered_and_all_that_was_used_is_booked()
    {
        var (bot, seen) = await StoppedInTheSecondCallAsync(
            new FakeAnswer("Let me look.") { ToolCalls = [new FakeToolCall("call_1", "current_time", "{}")], PromptTokens = 5_000 }, ("Bots:dingtalk:Tools", "current_time"));
        await using var stopped = bot;
        Assert.Equal(["Let me look.\n\n（已停止）", "好的，已停止。"], seen);
        Assert.Equal(["0", "2", "3", "1"], bot.Rows("select kind from turn_entry order by id"));
        Assert.InRange(int.Parse(Assert.Single(bot.Rows("select input_tokens from reply where input_tokens > 0")), CultureInfo.InvariantCulture), 5_010, 6_000);
    }

    [Fact]
    public async Task Where_the_answer_was_being_gone_on_with_all_that_was_used_is_booked()
    {
        var (bot, seen) = await StoppedInTheSecondCallAsync(new FakeAnswer("The first half of it") { FinishReason = "length", PromptTokens = 5_000 });
        await using var stopped = bot;
        Assert.Equal(["The first half of it\n\n（已停止）", "好的，已停止。"], seen);
        Assert.InRange(int.Parse(Assert.Single(bot.Rows("select input_tokens from reply where input_tokens > 0")), CultureInfo.InvariantCulture), 5_010, 6_000);
    }

    public static TheoryData<string> Instants => ["AfterMessageStored:2", "BeforeReplyStored:1", "AfterReplyStored:1", "AfterPartSent:1"];

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task A_kill_between_the_word_and_its_effect_does_not_bring_the_answer_back(string instant)
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync(crashAt: instant);
        host.Model.Faults.PauseAnswers();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("long"));
        await host.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await host.AskAsync("/stop", id: "stop");
        await host.UntilKilledAsync();
        await host.Model.Faults.WaitForHeldCallsAsync(0, SimulatedWorld.Patience);

        await host.StartAsync();
        await host.UntilIdleAsync();            // although the model answers nobody
        Assert.Equal(["好的，已停止。", "已停止。"], host.Sent.Distinct().Order());
        Assert.Equal(0, host.Number("select count(*) from turn_entry"));
    }

    private async Task<(BotHostApp Bot, IReadOnlyList<string> Seen)> StoppedInTheSecondCallAsync(FakeAnswer first, params (string Key, string Value)[] settings)
    {
        var calls = 0;
        var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions
            {
                Answer = _ => Interlocked.Increment(ref calls) == 1 ? first : new FakeAnswer("never said") { FirstTokenDelay = TimeSpan.FromHours(1) },
                TimeProvider = new HeldTime(),
            },
            Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value),
        });
        await bot.AskAsync("hi");
        await bot.Model.WaitForAsync(requests => requests.Count == 2, SimulatedWorld.Patience);
        await StopAsync(bot, "/stop");
        await bot.UntilIdleAsync();
        return (bot, [.. bot.Sent.Order(StringComparer.Ordinal)]);
    }

    private async Task StopAsync(BotHostApp bot, string word, string who = "staff-1")
    {
        var said = TimeProvider.System.GetUtcNow();
        await bot.AskAsync(word, staffId: who);
        var request = (await bot.Model.WaitForAsync(requests => requests.Any(request => request.Aborted), SimulatedWorld.Patience)).First(request => request.Aborted);
        output.WriteLine($"The model's connection was closed {(request.AbortedAt!.Value - said).TotalMilliseconds:0} ms after the webhook was sent.");
    }

    private static DingTalkQuestion InGroup(string who, string text) => new() { Text = text, StaffId = who, Nick = who, IsGroup = true };
}
