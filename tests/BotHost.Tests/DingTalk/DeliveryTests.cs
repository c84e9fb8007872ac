using System.Diagnostics;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Vectors;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.DingTalk;

/// <summary>Many answers at once over a platform that is slow to trust, in a hurry, or broken.</summary>
[Collection(Alone.Name)]
public sealed class DeliveryTests
{
    private const int AskersAtOnce = 16;

    [Fact]
    public async Task A_thousand_answers_cost_one_token()
    {
        await using var app = await BotHostApp.StartAsync();

        await AskAsync(app, 1_000);
        await app.UntilIdleAsync();

        AssertEachAnsweredOnce(app, 1_000);
        Assert.Equal(1, app.DingTalk.TokenRequests);
        Assert.Empty(app.DingTalk.Violations);
    }

    [Fact]
    public async Task A_token_that_is_revoked_in_the_middle_loses_nothing()
    {
        await using var app = await BotHostApp.StartAsync();

        await AskAsync(app, 150);
        await app.DingTalk.WaitForAsync(deliveries => deliveries.Count >= 50, TimeSpan.FromSeconds(30));
        app.DingTalk.RevokeToken();
        await AskAsync(app, 150, from: 150);
        await app.UntilIdleAsync();

        AssertEachAnsweredOnce(app, 300);
        Assert.Equal((2L, 2L), (app.DingTalk.TokenRequests, app.DingTalk.TokensIssued));
        Assert.True(app.DingTalk.RefusedTokens > 0);
        Assert.Empty(app.DingTalk.Violations);
    }

    [Fact]
    public async Task One_send_in_five_fails_and_nothing_is_lost_or_seen_twice()
    {
        await using var app = await BotHostApp.StartAsync();
        app.DingTalk.Faults.Shares = new SendFaultShares { ServerError = 0.2 };

        await AskAsync(app, 300);
        await app.UntilIdleAsync();

        AssertEachAnsweredOnce(app, 300);
        Assert.InRange(app.DingTalk.SendRequests, 310, 600);        // 375 are expected of 300 that fail one time in five
        Assert.Equal(300, app.Model.TotalCalls);                    // a send that failed costs no second answer
        Assert.Empty(app.DingTalk.Violations);
    }

    [Fact]
    public async Task While_the_platform_wants_to_be_left_alone_nothing_is_sent()
    {
        await using var platform = await RecordedPlatform.StartAsync(RecordedDingTalk.Dialect);
        await using var app = await BotHostApp.StartAsync(new BotHostSetup { Settings = RecordedDingTalk.Settings, Replace = platform.Install });
        var throttled = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        platform.Answer = call => call.Url == RecordedDingTalk.PrivateCall && throttled.TrySetResult(Stopwatch.GetTimestamp())
            ? RecordedPlatform.Says(403, """{"code":"Forbidden.AccessDenied.QpsLimitForAppkeyAndApi","requestid":"r","message":"m"}""")
            : null;

        await AskAsync(app, 1);
        var told = await throttled.Task;
        await AskAsync(app, 30, from: 1);
        await app.UntilIdleAsync();

        // Limits of calls count by the second (调用频率限制).
        Assert.All(platform.Sends.Skip(1), call => Assert.True(Stopwatch.GetElapsedTime(told, call.Timestamp) >= TimeSpan.FromSeconds(1)));
        Assert.Equal(32, platform.Sends.Count);
        Assert.All(app.Stored(), message => Assert.Equal(Outcome.Answered, message.Outcome));
    }

    [Fact]
    public async Task A_timer_that_fires_a_little_early_does_not_leave_the_last_answer_lying()
    {
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            Replace = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new EarlyTimers())),
        });
        app.DingTalk.Faults.FailNextSends(2, SendFault.ServerError);

        await app.AskAsync("hi");
        await app.UntilIdleAsync();

        Assert.Equal(["echo: hi"], app.Sent);
    }

    private static async Task AskAsync(BotHostApp app, int count, int from = 0)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(from, count),
            new ParallelOptions { MaxDegreeOfParallelism = AskersAtOnce },
            async (number, _) => Assert.Equal(System.Net.HttpStatusCode.OK, await app.AskAsync($"question {number}", staffId: $"staff-{number}")));
    }

    private static void AssertEachAnsweredOnce(BotHostApp app, int count)
    {
        Assert.Equal(
            Enumerable.Range(0, count).Select(number => $"staff-{number}: echo: question {number}").Order(StringComparer.Ordinal),
            app.DingTalk.Deliveries.Select(delivery => $"{delivery.Target}: {delivery.Text}").Order(StringComparer.Ordinal));
        Assert.All(app.Stored(), message => Assert.Equal(Outcome.Answered, message.Outcome));
    }

    /// <summary>Operating systems count timers in ticks of some milliseconds and may round either way.</summary>
    private sealed class EarlyTimers : TimeProvider
    {
        private static readonly TimeSpan _early = TimeSpan.FromMilliseconds(20);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new EarlyTimer(base.CreateTimer(callback, state, Earlier(dueTime), period));

        private static TimeSpan Earlier(TimeSpan dueTime) => dueTime > _early ? dueTime - _early : dueTime;

        private sealed class EarlyTimer(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Earlier(dueTime), period);

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
