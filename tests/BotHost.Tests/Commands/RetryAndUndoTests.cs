using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Commands;

/// <summary>What was said last is asked again, or taken back: the model never hears again of what it took the place of.</summary>
public sealed class RetryAndUndoTests
{
    private int _answers;

    [Fact]
    public async Task The_last_question_is_asked_again_and_its_old_answer_is_gone()
    {
        await using var bot = await StartAsync();
        await bot.SayAsync("one");
        await bot.SayAsync("two");
        Assert.Equal("answer 3 to two", await bot.SayAsync("/retry"));
        Assert.Equal(["user: one", "assistant: answer 1 to one", "user: two"], bot.Asked());
        Assert.Equal("answer 4 to two", await bot.SayAsync("重试"));
        await bot.SayAsync("three");
        Assert.Equal(["user: one", "assistant: answer 1 to one", "user: two", "assistant: answer 4 to two", "user: three"], bot.Asked());
    }

    [Fact]
    public async Task A_question_that_failed_is_asked_again_as_it_was_stored()
    {
        await using var bot = await StartAsync();
        await bot.SayAsync("one");
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        await bot.SayAsync("two");
        Assert.Contains("/help", await bot.SayAsync("/help"), StringComparison.Ordinal);
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        Assert.Contains("安全策略", await bot.SayAsync("/retry"), StringComparison.Ordinal);
        Assert.EndsWith(" to two", await bot.SayAsync("/retry"), StringComparison.Ordinal);
        Assert.Equal(["user: one", "assistant: answer 1 to one", "user: two"], bot.Asked());
        await bot.SayAsync("three");
        Assert.Equal(5, bot.Asked().Count);
    }

    [Fact]
    public async Task A_stopped_answer_is_tried_again_without_what_there_was_of_it()
    {
        await using var bot = await StartAsync();
        bot.Model.Faults.PauseAnswers();
        await bot.AskAsync("one");
        await bot.AskAsync("two");
        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await bot.AskAsync("/stop");
        await bot.UntilIdleAsync();
        bot.Model.Faults.ResumeAnswers();
        Assert.EndsWith(" to two", await bot.SayAsync("/retry"), StringComparison.Ordinal);
        Assert.Equal(["user: two"], bot.Asked());
    }

    [Fact]
    public async Task A_retry_that_fails_takes_nothing_away()
    {
        await using var bot = await StartAsync();
        await bot.SayAsync("one");
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        Assert.Contains("安全策略", await bot.SayAsync("/retry"), StringComparison.Ordinal);
        await bot.SayAsync("two");
        Assert.Equal(["user: one", "assistant: answer 1 to one", "user: two"], bot.Asked());
    }

    [Fact]
    public async Task A_picture_is_shown_again()
    {
        await using var bot = await StartAsync(new Dictionary<string, string> { ["Models:default:Vision"] = "true" });
        await bot.ConverseAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Picture, StaffId = "staff-1" });
        Assert.True(bot.Model.Requests[^1].HasPictures);
        await bot.SayAsync("/retry");
        Assert.Single(bot.Model.Requests[^1].Pictures);
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        await bot.ConverseAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Picture, StaffId = "staff-1" });
        await bot.SayAsync("/retry");
        Assert.Equal(2, bot.Model.Requests[^1].Pictures.Count);
        Assert.Empty(bot.Rows("select inbox_id from reading"));
    }

    [Fact]
    public async Task What_is_undone_is_never_heard_of_again_and_its_picture_is_deleted()
    {
        await using var bot = await StartAsync(new Dictionary<string, string> { ["Models:default:Vision"] = "true" });
        await bot.SayAsync("one");
        await bot.ConverseAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Picture, StaffId = "staff-1" });
        await bot.SayAsync("two\nlines");
        Assert.Equal("已撤销这个问题和它的回答：two lines", await bot.SayAsync("/undo"));
        Assert.StartsWith("已撤销", await bot.SayAsync("/撤销"), StringComparison.Ordinal);
        Assert.Empty(bot.Rows("select id from media"));
        Assert.EndsWith(" to one", await bot.SayAsync("/retry"), StringComparison.Ordinal);
        Assert.Equal(["user: one"], bot.Asked());
        Assert.StartsWith("已撤销", await bot.SayAsync("/undo"), StringComparison.Ordinal);
        Assert.Equal("当前对话里没有可以撤销的内容。", await bot.SayAsync("/undo"));
        Assert.Equal("当前对话里还没有可以重试的问题。", await bot.SayAsync("/retry"));
        Assert.Empty(bot.Rows("select id from turn_entry"));
    }

    [Fact]
    public async Task A_new_conversation_has_nothing_to_try_again_and_nothing_to_take_back()
    {
        await using var bot = await StartAsync();
        await bot.SayAsync("one");
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        await bot.SayAsync("bad");
        await bot.SayAsync("new");
        Assert.Equal("当前对话里还没有可以重试的问题。", await bot.SayAsync("/retry"));
        Assert.Equal("当前对话里没有可以撤销的内容。", await bot.SayAsync("/undo"));
    }

    [Fact]
    public async Task In_a_shared_conversation_only_ones_own_turn_unless_one_is_an_administrator()
    {
        await using var bot = await BotHostApp.StartAsync(Talk.Shared("boss"));
        await bot.SayAsync("from a", "a", inGroup: true);
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/retry", "b", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/undo", "b", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("echo: a: from a", await bot.SayAsync("/retry", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("echo: a: from a", await bot.SayAsync("/retry", "boss", inGroup: true), StringComparison.Ordinal);
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        await bot.SayAsync("bad", "a", inGroup: true);
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/retry", "b", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("echo: a: bad", await bot.SayAsync("/retry", "boss", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("已撤销", await bot.SayAsync("/undo", "boss", inGroup: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_the_question_names_may_be_read_again_however_often_it_is_asked(bool hasFailedFirst)
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions
            {
                Answer = request => request.Messages[^1].Role == "tool"
                    ? "read"
                    : new FakeAnswer("") { ToolCalls = [new FakeToolCall("call_1", "read_web_page", """{"url":"https://127.0.0.1/page"}""")] },
            },
            Settings = new Dictionary<string, string> { ["Bots:dingtalk:Tools"] = "read_web_page" },
        });
        if (hasFailedFirst)
        {
            bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        }

        await bot.SayAsync("what is on https://127.0.0.1/page");
        for (var again = 1; again <= 3; again++)
        {
            Assert.Equal("read", await bot.SayAsync("/retry"));
            var given = bot.Model.Requests[^1].Messages[^1];
            Assert.Equal("tool", given.Role);
            Assert.DoesNotContain("not in the user's current message", given.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_question_that_failed_and_then_was_answered_and_undone_is_not_asked_again()
    {
        await using var bot = await StartAsync();
        await bot.SayAsync("one");
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        await bot.SayAsync("two");
        Assert.EndsWith(" to two", await bot.SayAsync("/retry"), StringComparison.Ordinal);
        Assert.StartsWith("已撤销", await bot.SayAsync("/undo"), StringComparison.Ordinal);
        Assert.EndsWith(" to one", await bot.SayAsync("/retry"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BeforeReplyStored:3", "/undo")]
    [InlineData("AfterReplyStored:3", "/undo")]
    [InlineData("AfterPartSent:3", "/undo")]
    [InlineData("BeforeReplyStored:3", "/retry")]
    [InlineData("AfterReplyStored:3", "/retry")]
    [InlineData("AfterMessageClosed:3", "/retry")]
    public async Task A_kill_takes_back_one_turn_and_not_two(string instant, string command)
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync(crashAt: instant);
        foreach (var (text, closed) in new[] { ("one", 1), ("two", 2) })
        {
            Assert.Equal(HttpStatusCode.OK, await host.AskAsync(text));
            await Eventually.TrueAsync(() => host.Number("select count(*) from inbox where closed_at is not null") == closed, text);
        }

        await host.AskAsync(command, id: "command");
        await host.UntilKilledAsync();
        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(command == "/undo" ? 2 : 4, host.Number("select count(*) from turn_entry"));
        Assert.Equal(1, host.Number("select count(*) from turn_entry where content = 'one'"));
        Assert.Equal(command == "/undo" ? 0 : 1, host.Number("select count(*) from turn_entry where content = 'two'"));
    }

    private Task<BotHostApp> StartAsync(IReadOnlyDictionary<string, string>? settings = null) => BotHostApp.StartAsync(new BotHostSetup
    {
        Model = new FakeOpenAiOptions { Answer = request => $"answer {Interlocked.Increment(ref _answers)} to {request.LastUserText}" },
        Settings = settings ?? new Dictionary<string, string>(),
    });
}
