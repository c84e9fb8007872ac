namespace BotHost.Simulator.Tests.QQ;

/// <summary>Every fault does what its name says, and says truly whether the message was shown.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, int, int, int> Answered => new()
    {
        { nameof(QQFault.None), 200, 0, 1 },
        { nameof(QQFault.ServerError), 500, 50055001, 0 },
        { nameof(QQFault.ServerErrorAfterDelivery), 500, 50055001, 1 },
        { nameof(QQFault.Throttled), 400, 22009, 0 },
        { nameof(QQFault.TokenRefused), 401, 11244, 0 },
        { nameof(QQFault.AddressRefused), 401, 11298, 0 },
        { nameof(QQFault.UnderReview), 202, 304023, 1 },
    };

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task A_fault_meets_the_next_send_only(string fault, int status, int code, int shown)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Faults.FailNextSends(1, Named(fault));

        var (actual, body) = await client.ReplyAsync(platform.Ask(new()), "hi");

        Assert.Equal((status, code, shown), (actual, QQClient.Code(body), platform.Deliveries.Count));
        Assert.Equal(200, (await client.ReplyAsync(platform.Ask(new()), "hi")).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task An_address_that_is_not_listed_has_two_codes()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Faults.FailNextSends(1, QQFault.AddressRefused);

        var (_, body) = await client.ReplyAsync(platform.Ask(new()), "hi");

        Assert.Equal((11298, 40023002), ((int)body!["code"]!, (int)body["err_code"]!));
    }

    [Fact]
    public async Task A_review_answers_with_an_audit_id_and_the_message_is_not_taken_twice()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.Faults.FailNextSends(1, QQFault.UnderReview);

        var (_, body) = await client.ReplyAsync(question, "hi");

        Assert.NotEmpty((string)body!["data"]!["message_audit"]!["audit_id"]!);
        Assert.Equal(40054005, QQClient.Code((await client.ReplyAsync(question, "hi")).Body));
    }

    [Fact]
    public async Task An_answer_that_was_shown_and_not_confirmed_is_a_duplicate_when_it_comes_again()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.Faults.FailNextSends(1, QQFault.ServerErrorAfterDelivery);
        Assert.Equal(500, (await client.ReplyAsync(question, "hi")).Status);

        Assert.Equal(40054005, QQClient.Code((await client.ReplyAsync(question, "hi")).Body));

        Assert.Single(platform.Deliveries);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_reset_breaks_the_connection(bool afterDelivery, int shown)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Faults.FailNextSends(1, afterDelivery ? QQFault.ResetAfterDelivery : QQFault.Reset);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.ReplyAsync(platform.Ask(new()), "hi"));

        Assert.Equal(shown, platform.Deliveries.Count);
    }

    [Theory]
    [InlineData(false, 502)]
    [InlineData(true, 429)]
    public async Task A_page_of_the_proxy_comes_where_json_should(bool throttled, int status)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Faults.FailNextSends(1, throttled ? QQFault.ThrottledByProxy : QQFault.BadGateway);

        var (actual, body) = await client.ReplyAsync(platform.Ask(new()), "hi");

        Assert.Equal(status, actual);
        Assert.Contains("<html>", (string?)body, StringComparison.Ordinal);
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData(40054002, 400)]
    [InlineData(22009, 200)]
    [InlineData(22009, 429)]
    public async Task Any_code_can_be_answered_under_any_status(int code, int status)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Faults.FailNextSends(1, QQFault.Refused(code, status));

        var (actual, body) = await client.ReplyAsync(platform.Ask(new()), "hi");

        Assert.Equal((status, code), (actual, QQClient.Code(body)));
        Assert.Empty(platform.Deliveries);
    }

    [Fact]
    public async Task Frames_of_streams_have_faults_of_their_own()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.Faults.Streams.FailNextSends(1, QQFault.None);
        platform.Faults.Streams.FailNextSends(1, QQFault.ServerError);

        Assert.Equal(200, (await client.ReplyAsync(question, "hi", seq: 1)).Status);
        var (_, first) = await client.StreamAsync(question, null, 0, "a", seq: 2);
        Assert.Equal(500, (await client.StreamAsync(question, (string?)first!["id"], 1, "ab", seq: 2)).Status);
    }

    [Fact]
    public async Task Chance_hits_about_the_share_it_was_given()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Faults.Shares = new Dictionary<QQFault, double> { [QQFault.ServerError] = 0.2, [QQFault.Throttled] = 0.2 };

        var statuses = new List<int>();
        for (var i = 0; i < 400; i++)
            statuses.Add((await client.ReplyAsync(platform.Ask(new()), "hi")).Status);

        Assert.InRange(statuses.Count(status => status == 500), 50, 110);       // 80 expected, 8 is one standard deviation; the seed makes it the same every time
        Assert.InRange(statuses.Count(status => status == 400), 50, 110);
        Assert.Equal(statuses.Count(status => status == 200), platform.Deliveries.Count);
    }

    [Fact]
    public async Task Shares_of_more_than_everything_are_a_mistake()
    {
        await using var platform = await FakeQQ.StartAsync();

        Assert.Throws<ArgumentOutOfRangeException>(() => platform.Faults.Shares = new Dictionary<QQFault, double> { [QQFault.ServerError] = 0.6, [QQFault.Reset] = 0.6 });
    }

    [Fact]
    public async Task A_paused_send_whose_sender_died_is_never_shown()
    {
        await using var platform = await FakeQQ.StartAsync();
        var question = platform.Ask(new());
        platform.Faults.PauseSends();
        using (var dying = await QQClient.StartAsync(platform))
        {
            var sending = dying.ReplyAsync(question, "lost");
            await platform.Faults.WaitForHeldSendsAsync(1, Fakes.Patience);
            dying.Dispose();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }

        await platform.Faults.WaitForHeldSendsAsync(0, Fakes.Patience);
        platform.Faults.ResumeSends();

        using var client = await QQClient.StartAsync(platform);
        Assert.Equal(200, (await client.ReplyAsync(question, "next")).Status);
        Assert.Equal(["next"], platform.Deliveries.Select(delivery => delivery.Text));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Two_sends_of_one_number_that_were_held_together_show_one_message()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.Faults.PauseSends();
        var first = client.ReplyAsync(question, "hi");
        var second = client.ReplyAsync(question, "hi");
        await platform.Faults.WaitForHeldSendsAsync(2, Fakes.Patience);

        platform.Faults.Clear();

        var codes = new[] { QQClient.Code((await first).Body), QQClient.Code((await second).Body) };
        Assert.Equal([0, 40054005], codes.Order());
        Assert.Single(platform.Deliveries);
    }

    [Fact]
    public async Task What_is_refused_for_its_own_mistakes_uses_up_no_fault()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.Faults.FailNextSends(1, QQFault.ServerError);

        Assert.Equal(50006, QQClient.Code((await client.ReplyAsync(question, "")).Body));
        Assert.Equal(500, (await client.ReplyAsync(question, "hi")).Status);
    }

    private static QQFault Named(string name) => (QQFault)typeof(QQFault).GetProperty(name)!.GetValue(null)!;
}
