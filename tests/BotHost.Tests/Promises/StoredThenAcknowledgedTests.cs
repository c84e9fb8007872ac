using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Promises;

/// <summary>Promise 2: acknowledged only after it is on disk, and never waiting for the model or for a platform's API.</summary>
public sealed class StoredThenAcknowledgedTests
{
    /// <summary>Needs pages of its own, which a full disk does not have.</summary>
    private static readonly string _long = new('长', 40_000);

    [Fact]
    public async Task An_acknowledged_message_is_in_the_database()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.PauseAnswers();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("hi", id: "m1"));
        Assert.Equal(["m1"], bot.Rows("select dedup_key from inbox where closed_at is null"));
    }

    [Fact]
    public async Task The_acknowledgement_does_not_wait_for_the_model()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.PauseAnswers();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("one"));
        await bot.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("two"));
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("three", staffId: "staff-2"));
        Assert.Empty(bot.Sent);

        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(3, bot.Sent.Count);
    }

    [Fact]
    public async Task The_acknowledgement_does_not_wait_for_the_platform()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.DingTalk.Faults.PauseSends();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("one"));
        await bot.DingTalk.Faults.WaitForHeldSendsAsync(1, SimulatedWorld.Patience);
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("two"));

        bot.DingTalk.Faults.ResumeSends();
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: one", "echo: two"], bot.Sent);
    }

    [Fact]
    public async Task On_a_full_disk_the_platform_is_told_to_try_again_and_its_redelivery_is_answered()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Answer = _ => "ok";
        await bot.WriteAsync("pragma max_page_count = 1");                      // means: as many pages as there are
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await bot.AskAsync(_long, id: "m1"));
        Assert.Equal(["0"], bot.Rows("select count(*) from inbox"));
        Assert.Equal(0, bot.Open);

        await bot.WriteAsync("pragma max_page_count = 1000000");
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync(_long, id: "m1"));
        await bot.UntilIdleAsync();
        Assert.Equal(["ok"], bot.Sent);
        Assert.Equal(bot.Counted.Stored, bot.Counted.AllClosed);
    }

    [Theory]
    [InlineData("abort")]                       // the statement fails alone
    [InlineData("rollback")]                    // the whole transaction is lost, with whoever shared it
    public async Task A_failing_statement_is_answered_503_and_harms_nobody_for_good(string failure)
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.WriteAsync($"create trigger broken before insert on inbox when new.dedup_key = 'bad' begin select raise({failure}, 'the disk'); end");
        var others = Enumerable.Range(0, 30).Select(i => DeliverUntilStoredAsync(bot, $"m{i}")).ToList();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await bot.AskAsync("bad", id: "bad", staffId: "staff-bad"));
        await Task.WhenAll(others);

        await bot.WriteAsync("drop trigger broken");
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("bad", id: "bad", staffId: "staff-bad"));
        await bot.UntilIdleAsync();
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"echo: m{i}").Append("echo: bad").Order(), bot.Sent.Order());
        Assert.Equal(31, bot.Counted.AllClosed);
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_the_acknowledgement_may_deliver_again()
    {
        await using var bot = await BotHostApp.StartAsync();
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = "hi", MsgId = "m1" });
        using (var gaveUp = new CancellationTokenSource())
        {
            using var request = webhook.ToRequest(bot.Webhook);
            var pending = bot.Http.SendAsync(request, gaveUp.Token);
            await gaveUp.CancelAsync();
            await Task.WhenAny(pending);
        }

        Assert.Equal(HttpStatusCode.OK, await bot.PostAsync(webhook));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);
    }

    /// <summary>What the platform does.</summary>
    private static async Task DeliverUntilStoredAsync(BotHostApp bot, string id)
    {
        while (await bot.AskAsync(id, id, staffId: "staff-" + id) == HttpStatusCode.ServiceUnavailable)
        {
            await Task.Yield();
        }
    }
}
