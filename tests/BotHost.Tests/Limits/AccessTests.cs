using BotHost.Simulator;

namespace BotHost.Tests.Limits;

/// <summary>Through the front door: who may not is told so once, nobody else is held up, and no model is asked.</summary>
public sealed class AccessTests
{
    private const string NotAllowed = "你还没有使用这个机器人的权限";

    [Fact]
    public async Task Who_is_denied_is_told_so_once_a_minute_and_gets_neither_a_command_nor_a_model()
    {
        await using var app = await StartAsync(("DenyUsers", "staff-1"), ("AllowUsers", "staff-1,staff-2"));
        await app.AskAsync("hello", staffId: "staff-1");
        await app.AskAsync("/help", staffId: "staff-1");
        await app.AskAsync("hello", staffId: "staff-2");
        await app.UntilIdleAsync();

        Assert.Equal(2, app.Sent.Count);
        Assert.Single(app.Sent, text => text.Contains(NotAllowed, StringComparison.Ordinal));
        Assert.Equal(1, app.Model.TotalCalls);
        Assert.Equal((1, 1, 1), (app.Counted.Closed("Answered"), app.Counted.Closed("Told"), app.Counted.Closed("Ignored")));
        Assert.Equal(["refused staff-1 person, message 1"], app.Rows("select act || ' ' || actor || ' ' || detail from audit where act = 'refused'"));
        Assert.Equal(["The person is on the deny list."], app.Rows("select outcome_detail from inbox where outcome = 3"));
    }

    [Theory]
    [InlineData("staff-1", true)]
    [InlineData("boss", true)]
    [InlineData("Staff-1", false)]
    [InlineData("staff-11", false)]
    public async Task Where_there_is_a_list_only_those_on_it_and_administrators_are_let_in_and_ids_match_exactly(string person, bool allowed)
    {
        await using var app = await StartAsync(("AllowUsers", "staff-1"), ("Admins", "boss"));
        await app.AskAsync("hello", staffId: person);
        await app.UntilIdleAsync();
        Assert.Equal(allowed, app.Sent is ["echo: hello"]);
        Assert.Equal(!allowed, app.Sent is [var told] && told.Contains(NotAllowed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_that_is_not_on_the_list_is_told_so_once_a_day_and_private_chats_are_not_concerned()
    {
        await using var app = await StartAsync(("AllowChats", "cidGood=="));
        await app.ConverseAsync(Group("cidGood=="));
        for (var i = 0; i < 3; i++)
        {
            await app.ConverseAsync(Group("cidOther=="));
        }

        await app.AskAsync("in private");
        await app.UntilIdleAsync();
        Assert.Equal(3, app.Sent.Count);
        Assert.Contains("hello", app.Sent[0], StringComparison.Ordinal);
        Assert.Contains("这个群还没有开通", app.Sent[1], StringComparison.Ordinal);
        Assert.Equal("echo: in private", app.Sent[2]);
        Assert.Equal(2, app.Counted.Closed("Ignored"));
    }

    [Fact]
    public async Task A_flood_is_answered_up_to_its_rate_told_once_and_then_ignored()
    {
        await using var app = await StartAsync(("Limits:MessagesPerMinute", "6"));
        for (var i = 0; i < 20; i++)
        {
            await app.AskAsync($"{i}", staffId: "fast");
        }

        await app.AskAsync("slow", staffId: "slow");
        await app.UntilIdleAsync();
        // It may take so long that one more is let in.
        Assert.InRange(app.Model.TotalCalls, 7, 9);
        Assert.Single(app.Sent, text => text.Contains("每分钟最多 6 条消息", StringComparison.Ordinal));
        Assert.Equal(21 - app.Model.TotalCalls - 1, app.Counted.Closed("Ignored"));
        Assert.Contains("echo: slow", app.Sent);
    }

    [Fact]
    public async Task Every_start_leaves_a_line_in_the_audit_that_changes_with_the_settings_only()
    {
        await using var app = await StartAsync();
        await app.RestartAsync();
        var lines = app.Rows("select act || ' ' || actor || ' ' || detail from audit");
        Assert.Equal(2, lines.Count);
        Assert.Single(lines.Distinct());
        Assert.Matches("^configuration host settings [0-9a-f]{64}, 1 bots, 1 models$", lines[0]);
    }

    private static DingTalkQuestion Group(string id) => new() { Text = "hello", StaffId = "staff-1", IsGroup = true, ConversationId = id };

    private static Task<BotHostApp> StartAsync(params (string Key, string Value)[] settings) =>
        BotHostApp.StartAsync(new BotHostSetup { Settings = settings.ToDictionary(setting => $"Bots:dingtalk:{setting.Key}", setting => setting.Value) });
}
