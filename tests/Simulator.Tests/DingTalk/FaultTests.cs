namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>Every fault does what its name says, and says truly whether the message was shown.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(SendFault.None, 200, "", 1)]
    [InlineData(SendFault.ServerError, 500, "system.error", 0)]
    [InlineData(SendFault.ServerErrorAfterDelivery, 500, "system.error", 1)]
    [InlineData(SendFault.Throttled, 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 0)]
    [InlineData(SendFault.FlowControlled, 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 0)]
    [InlineData(SendFault.TokenRefused, 400, "InvalidAuthentication", 0)]
    public async Task A_fault_meets_the_next_send_only(SendFault fault, int status, string code, int shown)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.FailNextSends(1, fault);

        var (actual, body) = await client.SendToGroupAsync(token, "hi");

        Assert.Equal((status, code, shown), (actual, (string?)body!["code"] ?? "", platform.Deliveries.Count));
        Assert.Equal(200, (await client.SendToGroupAsync(token, "hi")).Status);
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(SendFault.ServerError, 500, -1, 0)]
    [InlineData(SendFault.ServerErrorAfterDelivery, 500, -1, 1)]
    [InlineData(SendFault.Throttled, 200, 130101, 0)]
    [InlineData(SendFault.TokenRefused, 200, 300001, 0)]
    public async Task A_session_webhook_has_its_own_words_for_a_fault(SendFault fault, int status, int errcode, int shown)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        platform.Faults.FailNextSends(1, fault);

        var (actual, body) = await client.SendBySessionAsync(DingTalkClient.SessionOf(platform.Ask(new())), "hi");

        Assert.Equal((status, errcode, shown), (actual, (int)body!["errcode"]!, platform.Deliveries.Count));
    }

    [Theory]
    [InlineData(SendFault.Reset, 0)]
    [InlineData(SendFault.ResetAfterDelivery, 1)]
    public async Task A_reset_breaks_the_connection(SendFault fault, int shown)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.FailNextSends(1, fault);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendPrivateAsync(token, "hi", "s1"));

        Assert.Equal(shown, platform.Deliveries.Count);
    }

    [Fact]
    public async Task A_page_comes_where_json_should()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.FailNextSends(1, SendFault.Html);

        var (status, body) = await client.SendPrivateAsync(token, "hi", "s1");

        Assert.Equal(200, status);
        Assert.Contains("<html>", (string?)body, StringComparison.Ordinal);
        Assert.Empty(platform.Deliveries);
    }

    [Fact]
    public async Task Chance_hits_about_the_share_it_was_given()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.Shares = new() { ServerError = 0.2 };

        var failed = 0;
        for (var i = 0; i < 400; i++)
            failed += (await client.SendToGroupAsync(token, "hi")).Status == 500 ? 1 : 0;

        Assert.InRange(failed, 50, 110);        // 80 expected, 8 is one standard deviation; the seed makes it the same every time
        Assert.Equal(400 - failed, platform.Deliveries.Count);
    }

    [Fact]
    public void Shares_divide_all_rolls_between_them()
    {
        var shares = new SendFaultShares { ServerError = 0.125, ServerErrorAfterDelivery = 0.125, Reset = 0.125, ResetAfterDelivery = 0.125, Throttled = 0.125, FlowControlled = 0.125, Html = 0.125 };

        var faults = Enumerable.Range(0, 8).Select(i => shares.At(i / 8.0)).ToArray();

        Assert.Equal(
            [SendFault.ServerError, SendFault.ServerErrorAfterDelivery, SendFault.Reset, SendFault.ResetAfterDelivery, SendFault.Throttled, SendFault.FlowControlled, SendFault.Html, SendFault.None],
            faults);
        Assert.Equal(SendFault.None, SendFaultShares.None.At(0));
    }

    [Fact]
    public async Task Shares_of_more_than_everything_are_a_mistake()
    {
        await using var platform = await Fakes.DingTalkAsync();

        Assert.Throws<ArgumentOutOfRangeException>(() => platform.Faults.Shares = new() { ServerError = 0.6, Html = 0.6 });
    }

    [Fact]
    public async Task A_paused_send_is_shown_when_it_goes_on()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.PauseSends();

        var sending = client.SendPrivateAsync(token, "hi", "s1");
        await platform.Faults.WaitForHeldSendsAsync(1, Fakes.Patience);
        Assert.Equal((0, 1), (platform.Deliveries.Count, platform.Faults.HeldSends));
        platform.Faults.ResumeSends();

        Assert.Equal(200, (await sending).Status);
        Assert.Equal("hi", (await platform.NextAsync(Fakes.Patience)).Text);
        Assert.Equal(0, platform.Faults.HeldSends);
    }

    [Fact]
    public async Task A_paused_send_whose_sender_died_is_never_shown()
    {
        await using var platform = await Fakes.DingTalkAsync();
        var token = await new DingTalkClient(platform).FetchTokenAsync();
        platform.Faults.PauseSends();
        using (var dying = new DingTalkClient(platform))
        {
            var sending = dying.SendPrivateAsync(token, "lost", "s1");
            await platform.Faults.WaitForHeldSendsAsync(1, Fakes.Patience);
            dying.Dispose();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }

        await platform.Faults.WaitForHeldSendsAsync(0, Fakes.Patience);
        platform.Faults.ResumeSends();

        using var client = new DingTalkClient(platform);
        await client.SendPrivateAsync(token, "next", "s1");
        Assert.Equal(["next"], platform.Deliveries.Select(delivery => delivery.Text));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_paused_answer_leaves_the_message_shown()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.PauseSendAnswers();

        var sending = client.SendToGroupAsync(token, "hi");
        await platform.Faults.WaitForHeldSendAnswersAsync(1, Fakes.Patience);

        Assert.Single(platform.Deliveries);
        Assert.False(sending.IsCompleted);
        platform.Faults.Clear();
        Assert.Equal(200, (await sending).Status);
    }

    [Fact]
    public async Task A_platform_can_be_stopped_while_it_holds_a_send()
    {
        var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.PauseSends();
        var sending = client.SendPrivateAsync(token, "hi", "s1");
        await platform.Faults.WaitForHeldSendsAsync(1, Fakes.Patience);

        await platform.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => sending);
    }
}
