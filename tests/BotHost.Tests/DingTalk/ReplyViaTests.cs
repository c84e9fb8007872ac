using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.DingTalk;

/// <summary>Which way an answer goes, and which one it takes when that is closed. Always against a platform that watches for calls it would refuse.</summary>
public sealed class ReplyViaTests
{
    private const string Asker = "0147258369";
    private const string Markdown = "**结论**：可以";

    [Theory]
    [InlineData("Auto", false, false, "oto")]
    [InlineData("Auto", true, false, "session")]
    [InlineData("Auto", false, true, "session")]
    [InlineData("Auto", true, true, "group")]
    [InlineData("OpenApi", false, false, "oto")]
    [InlineData("OpenApi", true, false, "group")]
    [InlineData("OpenApi", true, true, "group")]
    [InlineData("SessionWebhook", false, false, "session")]
    [InlineData("SessionWebhook", true, false, "session")]
    [InlineData("SessionWebhook", false, true, "session")]
    [InlineData("SessionWebhook", true, true, "session")]
    public async Task An_answer_goes_the_best_way_that_is_allowed(string replyVia, bool group, bool external, string via)
    {
        await using var app = await StartAsync(replyVia);

        await AskAsync(app, new DingTalkQuestion { IsGroup = group, External = external });

        Assert.Equal((via, Outcome.Answered), (Assert.Single(app.DingTalk.Deliveries).Via, Assert.Single(app.Stored()).Outcome));
        Assert.Equal(1, app.DingTalk.SendRequests);
        Assert.Empty(app.DingTalk.Violations);
    }

    [Theory]
    [InlineData("好的，马上处理")]
    [InlineData(Markdown)]
    public async Task In_a_group_the_asker_and_nobody_else_is_mentioned(string answer)
    {
        await using var app = await StartAsync("Auto", answer);

        await AskAsync(app, new DingTalkQuestion { IsGroup = true });

        Assert.Equal([Asker], Assert.Single(app.DingTalk.Deliveries).AtUserIds);
    }

    [Theory]
    [InlineData("@0998877665 @all 大家好")]
    [InlineData("**@0998877665** 大家好，@all")]
    [InlineData("""{"msgtype":"text","text":{"content":"x"},"at":{"atUserIds":["0998877665"],"isAtAll":true}}""")]
    public async Task What_the_model_writes_mentions_nobody(string answer)
    {
        await using var app = await StartAsync("Auto", answer);

        await AskAsync(app, new DingTalkQuestion { IsGroup = true });
        await AskAsync(app, new DingTalkQuestion { IsGroup = false });

        Assert.Equal([Asker], app.DingTalk.Deliveries[0].AtUserIds);
        Assert.Empty(app.DingTalk.Deliveries[1].AtUserIds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_private_and_by_the_OpenAPI_nobody_is_mentioned(bool group)
    {
        await using var app = await StartAsync(group ? "OpenApi" : "SessionWebhook", Markdown);

        await AskAsync(app, new DingTalkQuestion { IsGroup = group });

        var delivery = Assert.Single(app.DingTalk.Deliveries);
        Assert.Equal(Markdown, delivery.Text);
        Assert.Empty(delivery.AtUserIds);
    }

    [Fact]
    public async Task Only_the_first_part_of_a_long_answer_rings()
    {
        await using var app = await StartAsync("Auto", string.Join("\n\n", Enumerable.Repeat(new string('长', 1_400), 5)));

        await AskAsync(app, new DingTalkQuestion { IsGroup = true });

        Assert.Equal([1, 0, 0], app.DingTalk.Deliveries.Select(delivery => delivery.AtUserIds.Count));
    }

    [Fact]
    public async Task In_a_group_the_OpenAPI_steps_in_when_the_platform_has_ended_the_session()
    {
        await using var app = await StartAsync("Auto");
        var webhook = app.DingTalk.Ask(new DingTalkQuestion { Text = "hi", IsGroup = true });
        app.DingTalk.ExpireSessions();

        await app.PostAsync(webhook);
        await app.UntilIdleAsync();

        Assert.Equal("group", Assert.Single(app.DingTalk.Deliveries).Via);
        Assert.Equal((1L, 1L), (app.DingTalk.SessionSendRequests, app.DingTalk.GroupSendRequests));
        Assert.Equal(Outcome.Answered, Assert.Single(app.Stored()).Outcome);
    }

    [Theory]
    [InlineData("Auto", "group")]
    [InlineData("SessionWebhook", null)]
    public async Task A_session_webhook_that_is_about_to_end_is_not_called(string replyVia, string? via)
    {
        // Both clocks may be off, and the call takes its time: the last minute counts as over.
        await using var app = await StartAsync(replyVia, options: new FakeDingTalkOptions { SessionLifetime = TimeSpan.FromSeconds(50) });

        await AskAsync(app, new DingTalkQuestion { IsGroup = true });

        Assert.Equal(0, app.DingTalk.SessionSendRequests);
        Assert.Equal(via, app.DingTalk.Deliveries.SingleOrDefault()?.Via);
        Assert.Equal(via is null ? Outcome.Expired : Outcome.Answered, Assert.Single(app.Stored()).Outcome);
    }

    [Fact]
    public async Task In_private_the_session_webhook_steps_in_when_the_OpenAPI_cannot_reach_the_person()
    {
        await using var app = await StartAsync("Auto", options: new FakeDingTalkOptions { UnknownStaffIds = [Asker] });

        await AskAsync(app, new DingTalkQuestion());

        Assert.Equal("session", Assert.Single(app.DingTalk.Deliveries).Via);
        Assert.Equal(Outcome.Answered, Assert.Single(app.Stored()).Outcome);
    }

    [Fact]
    public async Task A_throttled_session_is_left_for_the_OpenAPI_at_once()
    {
        await using var app = await StartAsync("Auto");
        app.DingTalk.Faults.FailNextSends(1, SendFault.Throttled);

        await AskAsync(app, new DingTalkQuestion { IsGroup = true });

        Assert.Equal("group", Assert.Single(app.DingTalk.Deliveries).Via);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_answer_without_any_way_left_is_shown_to_the_administrator(bool sessionsOnly, bool external)
    {
        await using var app = await StartAsync(sessionsOnly ? "SessionWebhook" : "OpenApi");
        var webhook = app.DingTalk.Ask(new DingTalkQuestion { Text = "hi", External = external });
        app.DingTalk.ExpireSessions();

        await app.PostAsync(webhook);
        await app.UntilIdleAsync();

        Assert.Empty(app.DingTalk.Deliveries);
        var stored = Assert.Single(app.Stored());
        Assert.Equal(Outcome.Dead, stored.Outcome);
        Assert.NotEmpty(stored.Detail);
    }

    [Theory]
    [InlineData(SendFault.ServerError)]
    [InlineData(SendFault.Reset)]
    public async Task A_send_that_may_have_arrived_is_not_repeated_by_the_other_way(SendFault fault)
    {
        await using var app = await StartAsync("Auto");
        app.DingTalk.Faults.FailNextSends(1, fault);

        await AskAsync(app, new DingTalkQuestion { IsGroup = true });

        Assert.Equal("session", Assert.Single(app.DingTalk.Deliveries).Via);
        Assert.Equal((2L, 0L), (app.DingTalk.SessionSendRequests, app.DingTalk.GroupSendRequests));
    }

    private static Task<BotHostApp> StartAsync(string replyVia, string answer = "好的", FakeDingTalkOptions? options = null) =>
        BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = options,
            Model = new FakeOpenAiOptions { Answer = _ => answer },
            Settings = new Dictionary<string, string> { ["Bots:dingtalk:ReplyVia"] = replyVia },
        });

    private static async Task AskAsync(BotHostApp app, DingTalkQuestion question)
    {
        Assert.Equal(System.Net.HttpStatusCode.OK, await app.PostAsync(app.DingTalk.Ask(question with { Text = "hi" })));
        await app.UntilIdleAsync();
    }
}
