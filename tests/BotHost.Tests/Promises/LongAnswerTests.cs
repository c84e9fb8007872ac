using System.Text;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Promises;

/// <summary>A long answer is parts that the platform takes, one after the other, with nothing lost between them.</summary>
public sealed class LongAnswerTests
{
    private static readonly string _essay = string.Join("\n\n", Enumerable.Range(1, 60).Select(i => $"第{i}段。" + string.Concat(Enumerable.Repeat("这是一句用来填满篇幅的话。", 12))));

    [Fact]
    public async Task It_comes_in_order_within_the_limits_and_complete()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => _essay;
        await bot.AskAsync("an essay");
        await bot.UntilIdleAsync();
        Assert.True(bot.Sent.Count >= 3);
        Assert.Equal(Letters(_essay), Letters(string.Concat(bot.Sent)));
        Assert.All(bot.Sent, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 15_000));
        Assert.Empty(bot.DingTalk.Violations);
        Assert.Equal(bot.Rows("select json_array_length(parts) from reply"), bot.Rows("select count(*) from delivered_part where platform_id <> ''"));
        Assert.Equal(1, bot.Counted.Closed("Answered"));
    }

    [Fact]
    public async Task The_next_answer_waits_for_its_last_part()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = request => request.LastUserText == "an essay" ? _essay : "short";
        bot.DingTalk.Faults.PauseSends();
        await bot.AskAsync("an essay");
        await bot.AskAsync("next");
        await bot.DingTalk.Faults.WaitForHeldSendsAsync(1, SimulatedWorld.Patience);
        bot.DingTalk.Faults.ResumeSends();
        await bot.UntilIdleAsync();
        Assert.Equal("short", bot.Sent[^1]);
        Assert.Equal(Letters(_essay), Letters(string.Concat(bot.Sent.SkipLast(1))));
    }

    [Fact]
    public async Task A_part_that_fails_is_repeated_and_those_before_it_are_not()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => _essay;
        bot.DingTalk.Faults.FailNextSends(1, SendFault.None);
        bot.DingTalk.Faults.FailNextSends(1, SendFault.ServerError);
        bot.DingTalk.Faults.FailNextSends(1, SendFault.None);
        bot.DingTalk.Faults.FailNextSends(1, SendFault.Reset);
        await bot.AskAsync("an essay");
        await bot.UntilIdleAsync();
        Assert.Equal(Letters(_essay), Letters(string.Concat(bot.Sent)));
        Assert.Equal(1, bot.Model.TotalCalls);
    }

    [Theory]
    [InlineData("insert on delivered_part")]
    [InlineData("update of closed_at on inbox")]
    public async Task A_part_that_was_sent_and_cannot_be_written_down_for_now_is_not_sent_again(string write)
    {
        using var errors = new RecordedLogs(LogLevel.Error);
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Replace = errors.Install });
        bot.Model.Answer = _ => _essay;
        await bot.WriteAsync($"create trigger broken before {write} begin select raise(abort, 'the disk'); end");
        await bot.AskAsync("an essay");
        await Eventually.TrueAsync(() => errors.Lines.Count > 0, "a write that failed");

        await bot.WriteAsync("drop trigger broken");
        await bot.UntilIdleAsync();
        Assert.Equal(Letters(_essay), Letters(string.Concat(bot.Sent)));
        Assert.Equal(1, bot.Counted.Closed("Answered"));
    }

    [Fact]
    public async Task A_code_block_is_closed_and_reopened_at_every_cut()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => "```csharp\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"var number{i} = {i};\n")) + "```";
        await bot.AskAsync("code");
        await bot.UntilIdleAsync();
        Assert.True(bot.Sent.Count >= 2);
        Assert.All(bot.Sent, part => Assert.Equal(2, part.Split('\n').Count(line => line.StartsWith("```", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task In_a_group_its_first_part_alone_mentions_the_asker()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => _essay;
        await bot.AskAsync(new DingTalkQuestion { Text = "an essay", IsGroup = true, StaffId = "staff-1" });
        await bot.UntilIdleAsync();
        Assert.Equal(["staff-1"], bot.DingTalk.Deliveries[0].AtUserIds);
        Assert.All(bot.DingTalk.Deliveries.Skip(1), part => Assert.Empty(part.AtUserIds));
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
