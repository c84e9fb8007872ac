using System.Net;
using System.Text.RegularExpressions;
using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Promises;

/// <summary>Promise 6: every stored message ends with one outcome, and a person is told what went wrong in words they understand.</summary>
public sealed partial class NeverSilentTests
{
    /// <summary>How a model can fail at once, and what an employee reads of it.</summary>
    public static TheoryData<string, string> Failures => new()
    {
        { nameof(ModelFault.BadKey), "密钥无效" },
        { nameof(ModelFault.ModelNotFound), "模型不存在" },
        { nameof(ModelFault.QuotaExhausted), "额度已用完" },
        { nameof(ModelFault.ContextTooLong), "内容过长" },
        { nameof(ModelFault.ContentFilter), "安全策略" },
        { nameof(AnswerFlaw.FilteredFinish), "安全策略" },
        { "long wait", "请稍后再试" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_of_the_model_is_told_with_a_reference_and_without_secrets(string failure, string words)
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.FailNext(Fault(failure));
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();

        var told = Assert.Single(bot.Sent);
        Assert.Contains(words, told, StringComparison.Ordinal);
        Assert.Equal(bot.Rows("select id from inbox").Single(), Reference().Match(told).Groups[1].Value);
        AssertTellsNoSecret(bot, told);
        Assert.Equal((1, 1), (bot.Counted.Stored, bot.Counted.Closed("Told")));

        await bot.AskAsync("again", staffId: "staff-2");
        await bot.UntilIdleAsync();
        if (failure is nameof(ModelFault.BadKey) or nameof(ModelFault.QuotaExhausted) or "long wait")
        {
            // The only key is out: nobody asks with it until it may have been mended.
            Assert.Contains(words, bot.Sent[^1], StringComparison.Ordinal);
            Assert.Equal(1, bot.Model.TotalCalls);
            return;
        }

        Assert.Equal("echo: again", bot.Sent[^1]);
        Assert.Equal(1, bot.Counted.Closed("Answered"));
    }

    [Theory]
    [InlineData(nameof(ModelFault.ServerError))]
    [InlineData(nameof(ModelFault.Html200))]
    [InlineData(nameof(ModelFault.EmptyBody200))]
    [InlineData(nameof(ModelFault.ErrorBody200))]
    [InlineData(nameof(AnswerFlaw.EmptyAnswer))]
    [InlineData(nameof(AnswerFlaw.ChoicesNull))]
    public async Task A_failure_that_does_not_pass_is_told_when_the_patience_is_over(string failure)
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime()) });
        bot.Model.Answer = _ => new FakeAnswer("") { Fault = Fault(failure) };
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        var told = Assert.Single(bot.Sent);
        Assert.Matches(Reference(), told);
        AssertTellsNoSecret(bot, told);
        Assert.Equal(1, bot.Counted.Closed("Told"));
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_told()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime()) });
        bot.Model.Faults.FailNext(ModelFault.ServerError, 3);
        bot.Model.Faults.FailNext(ModelFault.RateLimited(TimeSpan.FromSeconds(2)));
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);
        Assert.Equal(5, bot.Model.TotalCalls);
    }

    [Theory]
    [InlineData(AnswerFlaw.ErrorMidStream)]
    [InlineData(AnswerFlaw.ErrorEventMidStream)]
    [InlineData(AnswerFlaw.ResetMidStream)]
    [InlineData(AnswerFlaw.EndWithoutFinish)]
    public async Task An_answer_that_breaks_off_is_shown_as_far_as_it_came_and_marked(AnswerFlaw flaw)
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => "the first half and the second half";
        bot.Model.Faults.FailNext(flaw);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        var told = Assert.Single(bot.Sent);
        Assert.StartsWith("the first", told, StringComparison.Ordinal);
        Assert.Contains("回复中断", told, StringComparison.Ordinal);
        Assert.Equal(1, bot.Model.TotalCalls);
        Assert.Equal(1, bot.Counted.Closed("Told"));
    }

    [Fact]
    public async Task An_answer_cut_at_the_length_limit_again_and_again_says_how_to_go_on()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.FailNext(AnswerFlaw.LengthFinish, count: 3);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Contains("继续", Assert.Single(bot.Sent), StringComparison.Ordinal);
        Assert.Equal(1, bot.Counted.Closed("Answered"));
    }

    [Theory]
    [InlineData("\n \t\n")]
    [InlineData("\u200B\uFEFF")]
    public async Task An_answer_with_nothing_to_see_in_it_is_told(string nothing)
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => nothing;
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Matches(Reference(), Assert.Single(bot.Sent));
        Assert.Equal(1, bot.Counted.Closed("Told"));
    }

    [Fact]
    public async Task A_model_that_nobody_can_reach_is_told()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime()) });
        await bot.Model.DisposeAsync();
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        var told = Assert.Single(bot.Sent);
        Assert.Contains("暂时不可用", told, StringComparison.Ordinal);
        AssertTellsNoSecret(bot, told);
    }

    [Fact]
    public async Task An_english_bot_tells_it_in_english()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Bots:dingtalk:Language"] = "en" } });
        bot.Model.Faults.FailNext(ModelFault.BadKey);
        await bot.AskAsync("hi");
        await bot.AskAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Picture, StaffId = "staff-1" });
        await bot.UntilIdleAsync();
        Assert.Equal(2, bot.Sent.Count);
        Assert.Matches(@"^Sorry, the service key is invalid.*\(Reference \d+\)$", bot.Sent[0]);
        Assert.All(bot.Sent, text => Assert.All(text, letter => Assert.True(char.IsAscii(letter))));
    }

    [Theory]
    [InlineData(DingTalkMessageKind.Picture, "看不了图片")]
    [InlineData(DingTalkMessageKind.Video, "不支持这种格式")]
    [InlineData(DingTalkMessageKind.Unknown, "这种消息我读不了")]
    public async Task A_kind_of_message_that_the_bot_cannot_read_is_answered_with_what_it_can(DingTalkMessageKind kind, string words)
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.AskAsync(new DingTalkQuestion { Kind = kind });
        await bot.UntilIdleAsync();
        Assert.Contains(words, Assert.Single(bot.Sent), StringComparison.Ordinal);
        Assert.Equal(0, bot.Model.TotalCalls);
        Assert.Equal(1, bot.Counted.Closed("Told"));
    }

    [Fact]
    public async Task Recognised_speech_is_a_question_and_an_empty_mention_gets_a_line_of_help()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal(["echo: hello"], await bot.ConverseAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Audio, Text = "hello" }));
        Assert.Contains("/help", Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { IsGroup = true })), StringComparison.Ordinal);
        Assert.Equal(1, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_dead_and_the_database_says_why()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { UnknownStaffIds = ["gone"] },
            Settings = new Dictionary<string, string> { ["Bots:dingtalk:ReplyVia"] = "OpenApi" },
        });
        await bot.AskAsync("hi", staffId: "gone");
        await bot.AskAsync("still", staffId: "gone");
        await bot.UntilIdleAsync();
        Assert.Empty(bot.Sent);
        Assert.Equal(2, bot.Counted.Closed("Dead"));
        var reasons = bot.Rows("select outcome_detail from inbox where outcome = 4");
        Assert.Equal(2, reasons.Count);
        Assert.All(reasons, reason => Assert.Contains("cannot be reached", reason, StringComparison.Ordinal));
        Assert.All(reasons, reason => AssertTellsNoSecret(bot, reason));
        Assert.Equal(2, bot.Rows("select parts from reply where inbox_id not in (select inbox_id from delivered_part)").Count);          // what would be replayed
    }

    [Fact]
    public async Task The_counters_add_up_over_every_outcome_and_every_fault()
    {
        const int Messages = 60;
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { UnknownStaffIds = ["staff-5"] },
            Settings = new Dictionary<string, string> { ["Bots:dingtalk:ReplyVia"] = "OpenApi" },
        });
        bot.Model.Answer = request => new FakeAnswer("ok") { Fault = request.LastUserText.EndsWith('3') ? ModelFault.BadKey : null };
        bot.DingTalk.Faults.Shares = new SendFaultShares { ServerError = 0.05, Reset = 0.05, FlowControlled = 0.02 };
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(async i =>
        {
            var question = bot.DingTalk.Ask(new DingTalkQuestion { Text = $"question {i}", StaffId = $"staff-{i % 7}" });
            Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(question));
            Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(question));
        }));
        bot.DingTalk.Faults.Shares = SendFaultShares.None;
        await bot.UntilIdleAsync();

        Assert.Equal((Messages, Messages), (bot.Counted.Stored, bot.Counted.Accepted("Duplicate")));
        Assert.Equal(Messages, bot.Counted.AllClosed);
        Assert.Equal(bot.Counted.AllClosed, bot.Counted.Closed("Answered") + bot.Counted.Closed("Told") + bot.Counted.Closed("Dead"));
        Assert.True(bot.Counted.Closed("Answered") > 0 && bot.Counted.Closed("Told") > 0 && bot.Counted.Closed("Dead") > 0);
        Assert.Equal(["60"], bot.Rows("select count(*) from inbox where closed_at is not null and outcome is not null"));
        Assert.Equal(bot.Counted.Closed("Answered") + bot.Counted.Closed("Told"), bot.DingTalk.Deliveries.Count);
        Assert.Empty(bot.DingTalk.Violations);
    }

    private static ModelFault Fault(string name) => name switch
    {
        nameof(ModelFault.BadKey) => ModelFault.BadKey,
        nameof(ModelFault.ModelNotFound) => ModelFault.ModelNotFound,
        nameof(ModelFault.QuotaExhausted) => ModelFault.QuotaExhausted,
        nameof(ModelFault.ContextTooLong) => ModelFault.ContextTooLong,
        nameof(ModelFault.ContentFilter) => ModelFault.ContentFilter,
        nameof(ModelFault.ServerError) => ModelFault.ServerError,
        nameof(ModelFault.Html200) => ModelFault.Html200,
        nameof(ModelFault.EmptyBody200) => ModelFault.EmptyBody200,
        nameof(ModelFault.ErrorBody200) => ModelFault.ErrorBody200,
        "long wait" => ModelFault.RateLimited(TimeSpan.FromMinutes(30)),
        _ => Enum.Parse<AnswerFlaw>(name),
    };

    private static void AssertTellsNoSecret(BotHostApp bot, string text)
    {
        foreach (var secret in new[] { bot.Model.ApiKey, bot.DingTalk.AppSecret, "sk-", "tok-", "http", "127.0.0.1", "Exception", "   at ", "HTTP 401", "fake-model" })
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [GeneratedRegex(@"（编号 (\d+)）$")]
    private static partial Regex Reference();
}
