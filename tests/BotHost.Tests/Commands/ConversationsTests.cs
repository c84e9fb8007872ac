using System.Globalization;
using System.Text.RegularExpressions;
using BotHost.Simulator;

namespace BotHost.Tests.Commands;

/// <summary>A person's conversations in a chat: named, listed, gone back to, given back. Nobody reaches another's.</summary>
public sealed partial class ConversationsTests
{
    [Fact]
    public async Task New_opens_another_one_and_the_old_one_can_be_gone_back_to()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.SayAsync("tea");
        await bot.SayAsync("new");
        await bot.SayAsync("coffee");
        Assert.Equal("已回到对话 1：tea", await bot.SayAsync("/switch 1"));
        await bot.SayAsync("more");
        Assert.Equal(["user: tea", "assistant: echo: tea", "user: more"], bot.Asked());
        Assert.Equal("已回到对话 2：coffee", await bot.SayAsync("/切换2"));
        await bot.SayAsync("milk");
        Assert.Equal(["user: coffee", "assistant: echo: coffee", "user: milk"], bot.Asked());
        await bot.SayAsync("new");
        await bot.SayAsync("water");
        Assert.Equal(["user: water"], bot.Asked());
        Assert.Equal(["3", "2", "1"], Numbers(await bot.SayAsync("/history")));
    }

    [Fact]
    public async Task They_are_listed_newest_first_with_their_titles_and_the_current_one_marked()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal("这里还没有对话，直接提问就可以。", await bot.SayAsync("/history"));
        await bot.SayAsync("a question that is so long that nobody would read all of it in a list");
        Assert.Equal("当前对话还没有标题，发送例如：/title 出差报销", await bot.SayAsync("/title"));
        await bot.SayAsync("new");
        await bot.SayAsync("coffee");
        await bot.SayAsync("more coffee");
        Assert.Equal("当前对话的标题是：咖啡 与茶", await bot.SayAsync("/title 咖啡\n与茶"));
        Assert.Equal("当前对话的标题：咖啡 与茶", await bot.SayAsync("/title"));
        var lines = (await bot.SayAsync("/历史")).Split('\n');
        Assert.Equal("最近的对话：", lines[0]);
        Assert.Matches(@"^- 2：咖啡 与茶（2 轮，\d{4}-\d\d-\d\d \d\d:\d\d，当前）$", lines[2]);
        Assert.Matches(@"^- 1：a question that is so lo…（1 轮，\d{4}-\d\d-\d\d \d\d:\d\d）$", lines[3]);
    }

    [Fact]
    public async Task No_more_than_ten_are_listed()
    {
        await using var bot = await BotHostApp.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await bot.SayAsync("question");
            await bot.SayAsync("new");
        }

        Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(number => number.ToString(CultureInfo.InvariantCulture)), Numbers(await bot.SayAsync("/history")));
        Assert.Equal("已回到对话 1：question", await bot.SayAsync("/switch 1"));
    }

    [Theory]
    [InlineData("/switch")]
    [InlineData("/switch 2")]
    [InlineData("/switch 0")]
    [InlineData("/switch -1")]
    [InlineData("/switch one")]
    [InlineData("/switch 99999999999999999999")]
    public async Task A_number_that_nobody_has_is_told(string command)
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.SayAsync("one");
        Assert.StartsWith("没有这个编号的对话。", await bot.SayAsync(command), StringComparison.Ordinal);
        await bot.SayAsync("two");
        Assert.Equal(3, bot.Asked().Count);
    }

    [Fact]
    public async Task Nobody_lists_or_goes_to_those_of_another_person_or_of_another_chat()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.SayAsync("secret of a", "a");
        await bot.SayAsync("new", "a");
        await bot.SayAsync("another secret of a", "a");
        await bot.SayAsync("b", "b");
        Assert.Equal(["1"], Numbers(await bot.SayAsync("/history", "b")));
        Assert.StartsWith("没有这个编号的对话。", await bot.SayAsync("/switch 2", "b"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await bot.SayAsync("/export", "b"), StringComparison.Ordinal);
        Assert.Contains("还没有对话", await bot.SayAsync("/history", "a", inGroup: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_given_back_as_Markdown()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal("当前对话里还没有内容。", await bot.SayAsync("/export"));
        await bot.SayAsync("tea");
        await bot.SayAsync("coffee");
        await bot.SayAsync("/title drinks");
        Assert.Equal(
            "# 对话 1：drinks\n\n共 2 轮。\n\n**问：** tea\n\n**答：** echo: tea\n\n**问：** coffee\n\n**答：** echo: coffee", await bot.SayAsync("/导出"));
    }

    [Fact]
    public async Task Of_one_that_is_too_long_the_end_is_given_and_how_much_is_left_out()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Model = new FakeOpenAiOptions { Answer = request => $"{request.LastUserText} {new string('x', 30_000)} end" } });
        for (var i = 1; i <= 4; i++)
            await bot.SayAsync($"question {i}");
        var exported = await bot.SayAsync("/export");
        Assert.Contains("共 4 轮，较早的 2 轮放不下，没有包含在内。", exported, StringComparison.Ordinal);
        Assert.DoesNotContain("question 2", exported, StringComparison.Ordinal);
        Assert.Contains("question 3", exported, StringComparison.Ordinal);
        Assert.EndsWith("end", exported, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_shared_conversation_its_members_look_and_an_administrator_changes()
    {
        await using var bot = await BotHostApp.StartAsync(Talk.Shared("boss"));
        await bot.SayAsync("tea", "a", inGroup: true);
        await bot.SayAsync("new", "a", inGroup: true);
        await bot.SayAsync("coffee", "a", inGroup: true);
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/switch 1", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/title ours", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("a: tea", await bot.SayAsync("/history", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("已回到对话 1", await bot.SayAsync("/switch 1", "boss", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("ours", await bot.SayAsync("/title ours", "boss", inGroup: true), StringComparison.Ordinal);
        Assert.Equal("当前对话的标题是：mine", await bot.SayAsync("/title mine", "a"));
        Assert.Equal(
            ["boss switch conversation 1: number 1", "boss title conversation 1: number 1"],
            bot.Rows("select actor || ' ' || act || ' ' || detail from audit where bot = 'dingtalk' order by id"));
    }

    [Theory]
    [InlineData("BeforeReplyStored:4")]
    [InlineData("AfterReplyStored:4")]
    [InlineData("AfterMessageClosed:4")]
    public async Task A_kill_while_one_goes_back_ends_there(string instant)
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync(crashAt: instant);
        foreach (var (text, closed) in new[] { ("tea", 1), ("new", 2), ("coffee", 3) })
        {
            await host.AskAsync(text);
            await Eventually.TrueAsync(() => host.Number("select count(*) from inbox where closed_at is not null") == closed, text);
        }

        await host.AskAsync("/switch 1", id: "switch");
        await host.UntilKilledAsync();
        await host.StartAsync();
        await host.UntilIdleAsync();
        await host.AskAsync("more");
        await host.UntilIdleAsync();
        Assert.Equal(["tea", "echo: tea", "more"], host.Model.Requests[^1].Messages.Select(message => message.Text));
    }

    private static IEnumerable<string> Numbers(string history) => HistoryLine().Matches(history).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^- (\d+)：", RegexOptions.Multiline)]
    private static partial Regex HistoryLine();
}
