namespace BotHost.Simulator.Tests.Feishu;

/// <summary>Every fault does what its name says, and says truly whether the call was done.</summary>
public sealed class FaultTests
{
    public static TheoryData<FeishuFault, int, int, int> Answers { get; } = new()
    {
        { FeishuFault.None, 200, 0, 1 },
        { FeishuFault.ServerError, 500, 2200, 0 },
        { FeishuFault.ServerErrorAfter, 500, 2200, 1 },
        { FeishuFault.Throttled, 429, 99991400, 0 },
        { FeishuFault.ThrottledOldStyle, 400, 99991400, 0 },
        { FeishuFault.ChatThrottled, 400, 230020, 0 },
        { FeishuFault.TokenRefused, 400, 99991663, 0 },
        { FeishuFault.CardScopeMissing, 400, 99991672, 0 },
        { FeishuFault.CardGone, 400, 200740, 0 },
        { FeishuFault.CardExpired, 400, 200750, 0 },
        { FeishuFault.StreamTimedOut, 400, 200850, 0 },
        { FeishuFault.StreamClosed, 400, 300309, 0 },
        { FeishuFault.CardBusy, 400, 200810, 0 },
        { FeishuFault.BadImage, 400, 230099, 0 },
        { FeishuFault.TooManyTables, 400, 230099, 0 },
        { FeishuFault.Withdrawn, 400, 230011, 0 },
        { FeishuFault.BotNotInChat, 400, 230002, 0 },
        { FeishuFault.NotAvailable, 400, 230013, 0 },
        { FeishuFault.Refusal(200220, "card does not exist"), 400, 200220, 0 },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task A_fault_meets_the_next_call_only(FeishuFault fault, int status, int code, int shown)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new()).MessageId;
        platform.Faults.FailNext(FeishuCalls.Send, 1, fault);

        var failed = await client.ReplyAsync(question, "hi");

        Assert.Equal((status, code, shown), (failed.Status, failed.Code, platform.Deliveries.Count));
        Assert.Equal(0, (await client.ReplyAsync(question, "hi")).Code);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_fault_meets_the_calls_it_is_meant_for()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.FailNext(FeishuCalls.ChangeCard, 1, FeishuFault.CardGone);
        platform.Faults.FailNext(FeishuCalls.CreateCard, 1, FeishuFault.CardScopeMissing);
        platform.Faults.FailNext(FeishuCalls.Token, 1, FeishuFault.ServerError);

        Assert.Equal(99991672, (await client.CreateCardAsync(FeishuClient.Card("", streams: true))).Code);
        var card = await client.CreateCardAsync();
        Assert.Equal(0, (await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card)).Code);
        Assert.Equal(200740, (await client.WriteAsync(card, "a", 1)).Code);
        Assert.Equal(0, (await client.WriteAsync(card, "a", 2)).Code);
        Assert.Equal(500, (await client.FetchTokenAsync(platform.AppSecret)).Status);
        Assert.Equal((2, 1, 2, 2), (platform.Requests(FeishuCalls.CreateCard), platform.Requests(FeishuCalls.Send), platform.Requests(FeishuCalls.WriteCard), platform.Requests(FeishuCalls.Token)));
        Assert.Equal(5, platform.Requests(FeishuCalls.All));
    }

    [Fact]
    public async Task The_same_token_is_given_after_a_good_one_was_refused()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.FailNext(FeishuCalls.BotInfo, 1, FeishuFault.TokenRefused);

        Assert.Equal(99991663, (await client.CallAsync("GET", "/open-apis/bot/v3/info")).Code);

        Assert.Equal(client.Token, await client.FetchTokenAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_comes_where_json_should(bool after)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.FailNext(FeishuCalls.Send, 1, after ? FeishuFault.BadGatewayAfter : FeishuFault.BadGateway);

        var reply = await client.ReplyAsync(platform.Ask(new()).MessageId, "hi");

        Assert.Equal((502, -1), (reply.Status, reply.Code));
        Assert.Contains("<html>", reply.Text, StringComparison.Ordinal);
        Assert.Equal(after ? 1 : 0, platform.Deliveries.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_breaks_the_connection(bool after)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.FailNext(FeishuCalls.Send, 1, after ? FeishuFault.ResetAfter : FeishuFault.Reset);
        var question = platform.Ask(new()).MessageId;

        await Assert.ThrowsAsync<HttpRequestException>(() => client.ReplyAsync(question, "hi", "u"));
        Assert.Equal(after ? 1 : 0, platform.Deliveries.Count);
        await client.ReplyAsync(question, "hi", "u");

        Assert.Single(platform.Deliveries);
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_hangs_is_never_answered(bool after)
    {
        await using var platform = await Fakes.FeishuAsync();
        var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.FailNext(FeishuCalls.Send, 1, after ? FeishuFault.HangAfter : FeishuFault.Hang);
        platform.Faults.PauseCalls(FeishuCalls.Send);

        var hanging = client.ReplyAsync(platform.Ask(new()).MessageId, "hi");
        await platform.Faults.WaitForHeldCallsAsync(1, Fakes.Patience);
        platform.Faults.Resume();
        await platform.WaitForAsync(seen => seen.Count == (after ? 1 : 0), Fakes.Patience);

        Assert.Equal(0, (await client.CallAsync("GET", "/open-apis/bot/v3/info")).Code);
        Assert.False(hanging.IsCompleted);
        client.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
        Assert.Equal(after ? 1 : 0, platform.Deliveries.Count);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_throttled_client_is_told_how_long_to_wait()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.ThrottledFor = TimeSpan.FromSeconds(7);
        platform.Faults.FailNext(FeishuCalls.All, 1, FeishuFault.Throttled);

        var reply = await client.ReplyAsync(platform.Ask(new()).MessageId, "hi");

        Assert.Equal(("7", "50"), (reply.Headers["x-ogw-ratelimit-reset"], reply.Headers["x-ogw-ratelimit-limit"]));
    }

    [Fact]
    public async Task Chance_hits_about_the_share_it_was_given()
    {
        await using var platform = await Fakes.FeishuAsync(new() { CallsPerSecond = 0, CallsPerMinute = 0, SendsPerSecondAndChat = 0 });
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new()).MessageId;
        platform.Faults.Shares = new() { ServerError = 0.2 };

        var failed = 0;
        for (var i = 0; i < 400; i++)
            failed += (await client.ReplyAsync(question, "hi")).Status == 500 ? 1 : 0;

        Assert.InRange(failed, 50, 110);        // 80 expected, 8 is one standard deviation; the seed makes it the same every time
        Assert.Equal(400 - failed, platform.Deliveries.Count);
    }

    [Theory]
    [InlineData(SendFault.ServerErrorAfterDelivery, 500, 2200)]
    [InlineData(SendFault.Throttled, 429, 99991400)]
    [InlineData(SendFault.FlowControlled, 400, 230020)]
    [InlineData(SendFault.Html, 502, -1)]
    public async Task Chance_has_a_name_for_each_fault(SendFault fault, int status, int code)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.Shares = new()
        {
            ServerErrorAfterDelivery = fault == SendFault.ServerErrorAfterDelivery ? 1 : 0,
            Throttled = fault == SendFault.Throttled ? 1 : 0,
            FlowControlled = fault == SendFault.FlowControlled ? 1 : 0,
            Html = fault == SendFault.Html ? 1 : 0,
        };

        var reply = await client.ReplyAsync(platform.Ask(new()).MessageId, "hi");

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Equal(0, (await client.CallAsync("GET", "/open-apis/bot/v3/info")).Code);        // nobody sees that one
    }

    [Fact]
    public async Task A_paused_call_is_done_when_it_goes_on()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.PauseCalls(FeishuCalls.Send);

        var sending = client.ReplyAsync(platform.Ask(new()).MessageId, "hi");
        await platform.Faults.WaitForHeldCallsAsync(1, Fakes.Patience);
        Assert.Equal((0, 1), (platform.Deliveries.Count, platform.Faults.HeldCalls));
        Assert.NotNull(await client.CreateCardAsync());     // others are not held
        platform.Faults.Resume();

        Assert.Equal(0, (await sending).Code);
        Assert.Equal("hi", (await platform.NextAsync(Fakes.Patience)).Text);
    }

    [Fact]
    public async Task A_paused_call_whose_client_died_is_never_done()
    {
        await using var platform = await Fakes.FeishuAsync();
        var dying = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new()).MessageId;
        platform.Faults.PauseCalls(FeishuCalls.Send);

        var sending = dying.ReplyAsync(question, "hi");
        await platform.Faults.WaitForHeldCallsAsync(1, Fakes.Patience);
        dying.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await platform.Faults.WaitForHeldCallsAsync(0, Fakes.Patience);
        platform.Faults.Resume();

        using var client = await FeishuClient.ConnectAsync(platform);
        await client.ReplyAsync(question, "after");
        Assert.Equal(["after"], platform.Deliveries.Select(delivery => delivery.Text));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_paused_answer_comes_after_people_saw_what_it_is_about()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);
        platform.Faults.PauseAnswers(FeishuCalls.WriteCard);

        var writing = client.WriteAsync(card, "seen", 1);
        await platform.Faults.WaitForHeldAnswersAsync(1, Fakes.Patience);
        Assert.Equal(("seen", false), (platform.Deliveries.Single().Text, writing.IsCompleted));
        platform.Faults.Resume();

        Assert.Equal(0, (await writing).Code);
    }

    [Fact]
    public async Task A_slow_call_takes_its_time()
    {
        var time = new StoppedTime();
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = time });
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.Slow(FeishuCalls.Send, TimeSpan.FromHours(1));

        var sending = client.ReplyAsync(platform.Ask(new()).MessageId, "hi");
        var (due, pass) = await time.Waiting.WaitAsync(Fakes.Patience);

        Assert.Equal((TimeSpan.FromHours(1), 0), (due, platform.Deliveries.Count));
        pass();
        Assert.Equal(0, (await sending).Code);
        Assert.Single(platform.Deliveries);
    }

    [Fact]
    public async Task After_clearing_everything_works()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Faults.FailNext(FeishuCalls.All, 5, FeishuFault.Reset);
        platform.Faults.Shares = new() { Reset = 1 };
        platform.Faults.Slow(FeishuCalls.All, TimeSpan.FromHours(1));
        platform.Faults.PauseCalls(FeishuCalls.All);
        platform.Faults.PauseAnswers(FeishuCalls.All);

        platform.Faults.Clear();

        Assert.Equal(0, (await client.ReplyAsync(platform.Ask(new()).MessageId, "hi")).Code);
    }

    /// <summary>The first wait on this clock ends when the test says so.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        private readonly TaskCompletionSource<(TimeSpan, Action)> _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(TimeSpan Due, Action Pass)> Waiting => _waiting.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waiting.SetResult((dueTime, () => callback(state)));
            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
