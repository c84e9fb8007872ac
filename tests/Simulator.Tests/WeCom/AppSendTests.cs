using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.WeCom;

public sealed class AppSendTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Theory]
    [InlineData("text", "你好 😀\n第二行")]
    [InlineData("markdown", "**结果**\n> 引用")]
    public async Task A_message_is_seen_by_its_person(string type, string text)
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);

        var answer = await client.SendAsync(text, "lisi", type);

        var seen = Assert.Single(app.Deliveries);
        Assert.Equal(("app", "lisi", type, text, (string?)answer["msgid"]), (seen.Via, seen.Target, seen.MsgType, seen.Text, seen.Id));
        Assert.Equal(0, WeComAppClient.Code(answer));
        Assert.Empty(app.Violations);
    }

    [Fact]
    public async Task People_read_under_the_spelling_they_asked_with_and_those_who_may_not_are_named_in_lower_case()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { InvisibleIds = ["Ghost"] });
        using var client = await WeComAppClient.StartAsync(app);
        app.Ask(new() { PersonId = "ZhangSan" });

        var partly = await client.SendAsync("hi", "zhangsan|GHOST");
        var nobody = await client.SendAsync("hi", "ghost");

        Assert.Equal("ZhangSan", Assert.Single(app.Deliveries).Target);
        Assert.Equal((0, "ghost"), (WeComAppClient.Code(partly), (string?)partly["invaliduser"]));
        Assert.Equal(81013, WeComAppClient.Code(nobody));
        Assert.Empty(app.Violations);
    }

    [Fact]
    public async Task A_text_beyond_2048_bytes_is_cut_at_a_character_without_a_word()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);

        var fits = await client.SendAsync(new string('x', 2_048));
        var overlong = await client.SendAsync(new string('汉', 683));

        Assert.Equal((0, 0), (WeComAppClient.Code(fits), WeComAppClient.Code(overlong)));
        Assert.Equal([2_048, 682], app.Deliveries.Select(seen => seen.Text.Length));
        Assert.Equal(1, app.CutTexts);
        Assert.Single(app.Violations);
    }

    [Fact]
    public async Task Markdown_beyond_2048_bytes_is_refused()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);

        Assert.Equal(45002, WeComAppClient.Code(await client.SendAsync(new string('x', 2_049), type: "markdown")));
        Assert.Empty(app.Deliveries);
    }

    [Theory]
    [InlineData("touser", "\"\"", 82001)]
    [InlineData("toparty", "\"1\"", 40058)]
    [InlineData("agentid", null, 41011)]
    [InlineData("agentid", "7", 40056)]
    [InlineData("agentid", "\"1000002\"", 40056)]
    [InlineData("msgtype", "\"pigeon\"", 40008)]
    [InlineData("text", "{\"content\":\"\"}", 44004)]
    [InlineData("text", null, 44004)]
    [InlineData("safe", "3", 40058)]
    public async Task What_is_wrong_gets_its_code_and_is_a_mistake(string name, string? value, int code)
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);
        var message = client.Message("hi");
        message.Remove(name);
        if (value is not null)
            message[name] = JsonNode.Parse(value);

        Assert.Equal(code, WeComAppClient.Code(await client.PostAsync(message)));
        Assert.Empty(app.Deliveries);
        Assert.Single(app.Violations);
    }

    [Fact]
    public async Task A_message_to_everybody_is_a_mistake_of_a_bot()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);

        await client.SendAsync("hi", "@all");

        Assert.Contains("everybody", Assert.Single(app.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_31st_message_of_a_minute_is_dropped_without_a_word()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock });
        using var client = await WeComAppClient.StartAsync(app);

        for (var i = 0; i < 32; i++)
            Assert.Equal(0, WeComAppClient.Code(await client.SendAsync($"{i}")));
        await client.SendAsync("hi", "lisi");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await client.SendAsync("later");

        Assert.Equal(32, app.Deliveries.Count);
        Assert.Equal("later", app.Deliveries[^1].Text);
        Assert.Equal((34, 2), (app.SendRequests, app.SilentDrops));
        Assert.Empty(app.Violations);
    }

    [Fact]
    public async Task Where_rates_are_not_enforced_everything_arrives()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { EnforcesRates = false });
        using var client = await WeComAppClient.StartAsync(app);

        for (var i = 0; i < 32; i++)
            await client.SendAsync($"{i}");

        Assert.Equal((32, 0), (app.Deliveries.Count, app.SilentDrops));
    }

    [Fact]
    public async Task The_same_message_is_not_shown_again_only_where_the_call_asks_for_that()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock });
        using var client = await WeComAppClient.StartAsync(app);
        var once = client.Message("好的");
        once["enable_duplicate_check"] = 1;
        once["duplicate_check_interval"] = 60;

        await client.SendAsync("好的");
        await client.SendAsync("好的");
        await client.PostAsync(once);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await client.PostAsync(once);

        Assert.Equal((3, 1), (app.Deliveries.Count, app.Duplicates));
    }

    [Fact]
    public async Task Sends_fail_as_they_are_told_to()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);
        foreach (var fault in new[] { WeComFault.Busy, WeComFault.Throttled, WeComFault.TooConcurrent, WeComFault.TokenRefused, WeComFault.TokenExpired, WeComFault.AddressRefused, WeComFault.NobodyVisible, WeComFault.Refused(85002), WeComFault.Dropped })
            app.Faults.FailNextSends(1, fault);

        var codes = new List<int>();
        for (var i = 0; i < 9; i++)
            codes.Add(WeComAppClient.Code(await client.SendAsync("hi")));

        Assert.Equal([-1, 45009, 45033, 40014, 42001, 60020, 81013, 85002, 0], codes);
        Assert.Empty(app.Deliveries);
        Assert.Empty(app.Violations);
    }

    [Fact]
    public async Task A_message_that_is_dropped_looks_like_one_that_was_sent()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);
        app.Faults.FailNextSends(1, WeComFault.Dropped);

        var answer = await client.SendAsync("hi");

        Assert.Equal((0, true), (WeComAppClient.Code(answer), answer["msgid"] is not null));
        Assert.Empty(app.Deliveries);
    }

    [Fact]
    public async Task A_caller_that_is_not_trusted_is_told_its_address()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);
        app.Faults.FailNextSends(1, WeComFault.AddressRefused);

        Assert.Contains("from ip: 203.0.113.9", (string?)(await client.SendAsync("hi"))["errmsg"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_may_be_shown_although_its_call_fails()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(app);
        foreach (var fault in new[] { WeComFault.ServerErrorAfterDelivery, WeComFault.BadGateway, WeComFault.ResetAfterDelivery })
            app.Faults.FailNextSends(1, fault);

        using var failed = await client.PostRawAsync(client.Message("a"));
        using var gateway = await client.PostRawAsync(client.Message("b"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostRawAsync(client.Message("c")));

        Assert.Equal((500, 502), ((int)failed.StatusCode, (int)gateway.StatusCode));
        Assert.Equal(["a", "c"], app.Deliveries.Select(seen => seen.Text));
    }
}
