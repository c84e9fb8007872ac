using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Promises;

/// <summary>Promise 3: the same message delivered again is acknowledged and not answered again.</summary>
public sealed class OneMessageOneAnswerTests
{
    [Fact]
    public async Task A_webhook_delivered_twice_is_answered_once()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("hi", id: "m1"));
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("hi", id: "m1"));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);

        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("hi", id: "m1"));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);
        Assert.Equal(1, bot.Model.TotalCalls);
        Assert.Equal(2, bot.Counted.Accepted("Duplicate"));
    }

    [Fact]
    public async Task A_hundred_simultaneous_deliveries_are_all_acknowledged_and_answered_once()
    {
        await using var bot = await BotHostApp.StartAsync();
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = "hi" });
        var acknowledgements = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => bot.PostAsync(webhook))));
        await bot.UntilIdleAsync();
        Assert.All(acknowledgements, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(["echo: hi"], bot.Sent);
        Assert.Equal(1, bot.Model.TotalCalls);
        Assert.Equal((1, 99), (bot.Counted.Stored, bot.Counted.Accepted("Duplicate")));
    }

    [Fact]
    public async Task A_message_is_known_again_after_a_restart()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.AskAsync("hi", id: "m1");
        await bot.UntilIdleAsync();
        await bot.RestartAsync();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("hi", id: "m1"));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);
    }

    [Fact]
    public async Task A_redelivery_with_a_new_signature_is_the_same_message()
    {
        await using var bot = await BotHostApp.StartAsync();
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = "hi" });
        await bot.PostAsync(webhook);
        Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(webhook.SignedAt(TimeProvider.System.GetUtcNow().AddMinutes(-10))));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);
    }

    [Fact]
    public async Task The_same_words_in_another_message_are_answered_again_and_ids_differ_by_case()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.AskAsync("hi", id: "msgAb+/=");
        await bot.AskAsync("hi", id: "msgaB+/=");
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi", "echo: hi"], bot.Sent);
    }

    [Fact]
    public async Task Two_bots_that_are_given_the_same_id_each_answer()
    {
        const string Key = "dingapp", Secret = "secret-of-the-app";
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { AppKey = Key, AppSecret = Secret },
            Settings = new Dictionary<string, string>
            {
                ["Bots:second:Platform"] = "DingTalk",
                ["Bots:second:AppKey"] = Key,
                ["Bots:second:AppSecret"] = Secret,
            },
        });
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = "hi", MsgId = "m1" });
        Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(webhook));
        Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(webhook, bot: "second"));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi", "echo: hi"], bot.Sent);
        Assert.Equal(["dingtalk", "second"], bot.Rows("select bot from inbox order by bot"));
    }
}
