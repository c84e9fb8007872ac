using System.Collections.Concurrent;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Webhooks;

/// <summary>Whatever a request holds: the host answers, stores only what it can finish, and is the same afterwards.</summary>
[Collection(Alone.Name)]
public sealed class MutatedWebhooksTests(ITestOutputHelper output)
{
    private const int Seed = 20260202;
    private const int WarmUp = 2_000;
    private const int Requests = 10_000;
    private const int Connections = 4;

    /// <summary>What caches, pools and statistics may still take after the warm-up. A leak of 4 KB a request would be twice as much.</summary>
    private const long FlatBytes = 16L << 20;

    [Fact]
    public async Task Ten_thousand_broken_webhooks_break_nothing()
    {
        using var logs = new RecordedLogs(LogLevel.Error);
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { AppKey = "dingtestappkey0001", AppSecret = new string('s', 64), KeepDeliveries = false },
            Model = new FakeOpenAiOptions { KeepRequests = false, Answer = _ => "好的" },
            Replace = logs.Install,
        });
        output.WriteLine($"seed {Seed}");
        var webhooks = new MutatedWebhooks(app.DingTalk, Seed);

        await SendAsync(app, webhooks, WarmUp);
        await app.UntilIdleAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var statuses = await SendAsync(app, webhooks, Requests - WarmUp);
        await app.UntilIdleAsync();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine(string.Join(", ", statuses.GroupBy(status => status).OrderBy(group => group.Key).Select(group => $"{group.Key}: {group.Count()}")));
        output.WriteLine($"{app.Stored().Count} stored, {app.Model.TotalCalls} questions, {app.DingTalk.DeliveryCount} deliveries, {grown >> 10} KiB more memory");
        Assert.DoesNotContain(statuses, status => status >= 500);
        Assert.Contains(200, statuses);             // some still mean something,
        Assert.Contains(400, statuses);             // some do not,
        Assert.Contains(401, statuses);             // and some are not from DingTalk
        var stored = app.Stored();
        Assert.All(stored, message => Assert.True(message.IsClosed));
        // An answer to an address that does not exist is the one thing that an administrator has to hear of.
        Assert.DoesNotContain(logs.Errors, line => line.Event != "Dead");
        Assert.Equal(stored.Count(message => message.Outcome == Outcome.Dead), logs.Errors.Count());
        Assert.InRange(grown, long.MinValue, FlatBytes);

        Assert.Equal(System.Net.HttpStatusCode.OK, await app.AskAsync("still there?", id: "the-last-one"));
        await app.UntilIdleAsync();
        Assert.Equal(Outcome.Answered, app.Stored()[^1].Outcome);
    }

    /// <summary>Over a few connections that stay open for as long as the host lets them.</summary>
    private static async Task<IReadOnlyCollection<int>> SendAsync(BotHostApp app, MutatedWebhooks webhooks, int count)
    {
        var statuses = new ConcurrentBag<int>();
        var requests = new ConcurrentQueue<RawRequest>(Enumerable.Range(0, count).Select(_ => webhooks.Next("dingtalk")));
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            var connection = await RawConnection.OpenAsync(app.Webhook);
            while (requests.TryDequeue(out var request))
            {
                await connection.SendAsync(request.ToBytes());
                var response = await connection.ReceiveAsync();
                Assert.NotNull(response);
                statuses.Add(response.Status);
                if (response.Closes)
                {
                    connection.Dispose();
                    connection = await RawConnection.OpenAsync(app.Webhook);
                }
            }

            connection.Dispose();
        }));
        Assert.Equal(count, statuses.Count);
        return statuses;
    }
}
