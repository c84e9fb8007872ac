using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Promises;

/// <summary>
/// Promise 5: after <c>kill -9</c> at any instant every acknowledged message is answered, nothing is paid twice that was written down, and
/// nothing is seen twice but the one part that was on its way.
/// </summary>
public sealed class KillTests
{
    /// <summary>Three parts, because no two paragraphs fit into one; each begins with its name.</summary>
    private static readonly string _longAnswer = string.Join("\n\n", new[] { "P1", "P2", "P3" }.Select(name => name + " " + string.Concat(Enumerable.Repeat("这是一句话。", 450))));

    public static TheoryData<string, int, string[]> Instants => new()
    {
        // when it dies; how often the model is then asked about the long answer; what the person sees in all
        { "BeforeReplyStored:1", 2, ["P1", "P2", "P3", "ok"] },
        { "AfterReplyStored:1", 1, ["P1", "P2", "P3", "ok"] },
        { "AfterPartSent:1", 1, ["P1", "P1", "P2", "P3", "ok"] },
        { "AfterPartClosed:1", 1, ["P1", "P2", "P3", "ok"] },
        { "AfterPartSent:2", 1, ["P1", "P2", "P2", "P3", "ok"] },
        { "AfterPartClosed:2", 1, ["P1", "P2", "P3", "ok"] },
        { "AfterPartSent:3", 1, ["P1", "P2", "P3", "P3", "ok"] },
        { "AfterMessageClosed:1", 1, ["P1", "P2", "P3", "ok"] },
    };

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task Whenever_it_dies_all_is_answered_and_no_more_than_the_part_on_its_way_is_repeated(string instant, int asked, string[] seen)
    {
        await using var host = await CreateAsync();
        await host.StartAsync(crashAt: instant);
        var question = host.DingTalk.Ask(new DingTalkQuestion { Text = "long", MsgId = "m1", StaffId = "staff-1" });
        await host.PostAsync(question);             // it may die before it acknowledges: then the platform tries again
        await host.UntilKilledAsync();

        await host.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await host.PostAsync(question));
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short", staffId: "staff-1"));
        await host.UntilIdleAsync();
        Assert.Equal(seen, Names(host));
        Assert.Equal(asked, host.Model.Requests.Count(request => request.LastUserText == "long"));
        Assert.Equal(1, host.Model.Requests.Count(request => request.LastUserText == "short"));
        Assert.Equal(2, host.Number("select count(*) from inbox where closed_at is not null and outcome = 0"));
        Assert.Equal(4, host.Number("select count(*) from turn_entry"));
        Assert.Equal(0, host.Number("select (select sum(json_array_length(parts)) from reply) - (select count(*) from delivered_part)"));
        Assert.Equal(0, host.Number("select count(*) from conversation where open <> 0 or lease_owner is not null"));
    }

    [Fact]
    public async Task What_was_stored_and_not_acknowledged_is_answered_without_a_redelivery_and_not_twice_with_one()
    {
        await using var host = await CreateAsync();
        await host.StartAsync(crashAt: "AfterMessageStored:1");
        Assert.Null(await host.AskAsync("short", id: "m1"));
        await host.UntilKilledAsync();

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["ok"], Names(host));
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short", id: "m1"));
        await host.UntilIdleAsync();
        Assert.Equal(["ok"], Names(host));
    }

    [Fact]
    public async Task What_was_neither_stored_nor_acknowledged_waits_for_its_redelivery()
    {
        await using var host = await CreateAsync();
        await host.StartAsync(crashAt: "BeforeMessageStored:1");
        Assert.Null(await host.AskAsync("short", id: "m1"));
        await host.UntilKilledAsync();
        Assert.Equal(0, host.Number("select count(*) from inbox"));

        await host.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short", id: "m1"));
        await host.UntilIdleAsync();
        Assert.Equal(["ok"], Names(host));
    }

    [Fact]
    public async Task Killed_while_the_model_is_thinking_it_asks_again_in_the_order_of_the_questions()
    {
        await using var host = await CreateAsync();
        host.Model.Answer = request => "echo: " + request.LastUserText;
        await host.StartAsync();
        host.Model.Faults.PauseAnswers();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await host.AskAsync($"{i}"));
        }

        await host.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await host.KillAsync();
        await host.Model.Faults.WaitForHeldCallsAsync(0, SimulatedWorld.Patience);
        host.Model.Faults.ResumeAnswers();

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["echo: 0", "echo: 1", "echo: 2"], host.Sent);
        Assert.Equal(4, host.Model.TotalCalls);
    }

    [Fact]
    public async Task Killed_in_a_call_that_the_platform_has_not_acted_on_it_repeats_nothing()
    {
        await using var host = await CreateAsync();
        await host.StartAsync();
        host.DingTalk.Faults.PauseSends();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short"));
        await host.DingTalk.Faults.WaitForHeldSendsAsync(1, SimulatedWorld.Patience);
        await host.KillAsync();
        await host.DingTalk.Faults.WaitForHeldSendsAsync(0, SimulatedWorld.Patience);
        host.DingTalk.Faults.ResumeSends();

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["ok"], Names(host));
        Assert.Equal(1, host.Model.TotalCalls);
    }

    [Fact]
    public async Task Killed_in_a_call_that_the_platform_has_acted_on_it_repeats_that_one_part()
    {
        await using var host = await CreateAsync();
        await host.StartAsync();
        host.DingTalk.Faults.PauseSendAnswers();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short"));
        await host.DingTalk.Faults.WaitForHeldSendAnswersAsync(1, SimulatedWorld.Patience);
        await host.KillAsync();
        host.DingTalk.Faults.ResumeSends();

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["ok", "ok"], Names(host));
        Assert.Equal(1, host.Model.TotalCalls);
    }

    [Fact]
    public async Task Killed_while_it_fetches_an_access_token_it_fetches_another_and_keeps_it_over_the_next_kill()
    {
        await using var host = await CreateAsync();
        await host.StartAsync();
        host.DingTalk.Faults.TokenDelay = TimeSpan.FromHours(1);
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short"));
        await Eventually.TrueAsync(() => host.DingTalk.TokenRequests == 1, "a token asked for");
        await host.KillAsync();
        host.DingTalk.Faults.TokenDelay = TimeSpan.Zero;

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["ok"], Names(host));
        Assert.Equal(1, host.Model.TotalCalls);
        await Eventually.TrueAsync(() => host.Number("select count(*) from access_token") == 1, "the token kept");
        await host.KillAsync();

        await host.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("short"));
        await host.UntilIdleAsync();
        Assert.Equal(2, host.DingTalk.TokenRequests);
    }

    [Fact]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_and_repeats_at_most_one_part_per_conversation_and_kill()
    {
        const int People = 10, Questions = 12, Kills = 3;
        await using var host = await CreateAsync();
        host.Model.Answer = request => "echo: " + request.LastUserText;
        await host.StartAsync();
        var asking = Enumerable.Range(0, People).Select(person => Task.Run(async () =>
        {
            for (var i = 0; i < Questions; i++)
            {
                var question = host.DingTalk.Ask(new DingTalkQuestion { Text = $"{i}", StaffId = $"staff-{person}" });
                await Eventually.TrueAsync(async () => await host.PostAsync(question) == HttpStatusCode.OK, "acknowledged");
            }
        })).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var enough = kill * People * Questions / (Kills + 1);
            await host.DingTalk.WaitForAsync(deliveries => deliveries.Count >= enough, SimulatedWorld.Patience);
            await host.KillAsync();
            await host.StartAsync();
        }

        await Task.WhenAll(asking);
        await host.UntilIdleAsync();
        Assert.Equal(People * Questions, host.Number("select count(*) from inbox where closed_at is not null and outcome = 0"));
        var seen = host.DingTalk.Deliveries.GroupBy(delivery => delivery.Target, delivery => delivery.Text).ToList();
        Assert.Equal(People, seen.Count);
        Assert.All(seen, texts =>
        {
            Assert.Equal(Enumerable.Range(0, Questions).Select(i => $"echo: {i}"), texts.Where((text, i) => i == 0 || text != texts.ElementAt(i - 1)));
            Assert.InRange(texts.Count() - Questions, 0, Kills);
        });
        Assert.Empty(host.DingTalk.Violations);
    }

    private static Task<HostProcess> CreateAsync() => HostProcess.CreateAsync(new BotHostSetup
    {
        Model = new FakeOpenAiOptions { Answer = request => request.LastUserText == "long" ? _longAnswer : "ok" },
    });

    /// <summary>What was seen, by the first two letters of each part.</summary>
    private static IEnumerable<string> Names(HostProcess host) => host.Sent.Select(text => text[..2]);
}
